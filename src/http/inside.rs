//! Requests that the service makes to itself, for somebody who has asked for them before. They go the way of every
//! request: the same rights, checks and answers.
use std::{future::Future, pin::Pin, rc::Rc};

use uuid::Uuid;

/// A request as it is carried out later.
#[derive(Clone, Debug)]
pub struct Asked {
    pub user_id: Uuid,
    pub method: String,
    /// Path and query.
    pub target: String,
    pub if_match: Option<String>,
    pub language: Option<String>,
    pub body: String,
    /// Carried out twice it is done once.
    pub idempotency_key: String,
}

#[derive(Clone, Debug)]
pub struct Answered {
    pub status: u16,
    pub etag: Option<String>,
    pub location: Option<String>,
    pub body: String,
}

type Answering = Pin<Box<dyn Future<Output = Answered>>>;

/// The way in.
pub type Inside = Rc<dyn Fn(Asked) -> Answering>;

/// Stands in the extensions of such a request: who it is for is known, and nobody waits for its answer.
#[derive(Clone, Copy)]
pub struct FromInside;
