//! Requests that the service makes to itself, for somebody who has asked for them before. They go the way of every
//! request: the same rights, checks and answers.
use std::{future::Future, pin::Pin, rc::Rc};

use entity::session::Means;
use tempfile::NamedTempFile;
use uuid::Uuid;

/// A request as it is carried out later.
#[derive(Clone, Debug)]
pub struct Asked {
    pub user_id: Uuid,
    /// Of a machine, what its token held.
    pub scopes: Option<String>,
    /// Of a person, by what it had signed in.
    pub means: Option<Means>,
    pub method: String,
    /// Path and query.
    pub target: String,
    pub if_match: Option<String>,
    pub accept: Option<String>,
    pub language: Option<String>,
    /// Of a body that is no JSON.
    pub content_type: Option<String>,
    pub body: Vec<u8>,
    /// Carried out twice it is done once.
    pub idempotency_key: String,
}

#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub etag: Option<String>,
    pub location: Option<String>,
    pub body: Body,
}

/// What is answered.
#[derive(Debug)]
pub enum Body {
    Text(String),
    File(Made),
}

/// A file that is answered, on this machine; it goes when this does.
#[derive(Debug)]
pub struct Made {
    /// `Content-Disposition`: what it is called.
    pub name: String,
    pub media_type: String,
    pub file: NamedTempFile,
}

type Answering = Pin<Box<dyn Future<Output = Answered>>>;

/// The way in.
pub type Inside = Rc<dyn Fn(Asked) -> Answering>;

/// Stands in the extensions of such a request: who it is for is known, and nobody waits for its answer.
#[derive(Clone, Copy)]
pub struct FromInside;
