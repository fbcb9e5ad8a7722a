//! The API for requests that the service makes to itself: the same stack, without a socket.
use std::{rc::Rc, sync::Arc};

use actix_http::{HttpMessage, Payload, Request};
use actix_service::{IntoServiceFactory, Service, ServiceFactory};
use actix_web::{
    App,
    body::to_bytes,
    dev::{AppConfig, ServiceResponse},
    http::{
        Method, Uri,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::from_fn,
};
use uuid::Uuid;

use super::{Shared, configure};
use crate::{
    http::{
        auth::{Claims, Verified},
        edge::edge,
        inside::{Answered, Asked, FromInside, Inside},
    },
    kernel::error::{Error, Result},
};

pub async fn inside(shared: &Shared) -> Result<Inside> {
    let own = shared.clone();
    let app = App::new().wrap(from_fn(edge)).configure(move |cfg| configure(cfg, &own));
    let service = app.into_factory().new_service(AppConfig::default()).await;
    let service = Rc::new(service.map_err(|()| Error::internal(anyhow::anyhow!("the API cannot be built")))?);
    Ok(Rc::new(move |asked| {
        let service = service.clone();
        Box::pin(async move {
            let Ok(request) = request(asked) else { return failed(500) };
            match service.call(request).await {
                Ok(response) => answered(response).await,
                Err(error) => failed(error.as_response_error().status_code().as_u16()),
            }
        })
    }))
}

fn request(asked: Asked) -> Result<Request> {
    let mut request = Request::with_payload(Payload::from(asked.body.into_bytes()));
    let head = request.head_mut();
    head.method = Method::from_bytes(asked.method.as_bytes()).map_err(Error::internal)?;
    head.uri = asked.target.parse::<Uri>().map_err(Error::internal)?;
    let json = Some("application/json".to_owned());
    let key = HeaderName::from_static("idempotency-key");
    for (name, value) in [
        (header::CONTENT_TYPE, json),
        (header::IF_MATCH, asked.if_match),
        (header::ACCEPT_LANGUAGE, asked.language),
        (key, Some(asked.idempotency_key)),
    ] {
        if let Some(value) = value {
            head.headers.insert(name, HeaderValue::from_str(&value).map_err(Error::internal)?);
        }
    }
    // Who asked was let in when it asked. Whether that account still may is looked at again on the way.
    let claims = Claims {
        iss: String::new(),
        aud: String::new(),
        sub: asked.user_id,
        client_id: String::new(),
        sid: Uuid::nil(),
        jti: Uuid::nil(),
        iat: 0,
        exp: i64::MAX,
    };
    request.extensions_mut().insert(Verified(Arc::new(claims)));
    request.extensions_mut().insert(FromInside);
    Ok(request)
}

async fn answered(response: ServiceResponse<impl actix_web::body::MessageBody>) -> Answered {
    let text = |headers: &HeaderMap, name| headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let status = response.status().as_u16();
    let (etag, location) = (text(response.headers(), header::ETAG), text(response.headers(), header::LOCATION));
    match to_bytes(response.into_body()).await {
        Ok(bytes) => Answered { status, etag, location, body: String::from_utf8_lossy(&bytes).into_owned() },
        Err(_) => failed(500),
    }
}

fn failed(status: u16) -> Answered {
    Answered { status, etag: None, location: None, body: String::new() }
}
