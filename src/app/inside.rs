//! The API for requests that the service makes to itself: the same stack, without a socket.
use std::{future::poll_fn, pin::pin, rc::Rc, sync::Arc};

use actix_http::{HttpMessage, Payload, Request};
use actix_service::{IntoServiceFactory, Service, ServiceFactory};
use actix_web::{
    App,
    body::{MessageBody, to_bytes},
    dev::{AppConfig, ServiceResponse},
    http::{
        Method, Uri,
        header::{self, HeaderName, HeaderValue},
    },
    middleware::from_fn,
};
use base::{
    http::{
        auth::{Claims, Verified},
        edge::edge,
        inside::{Answered, Asked, Body, FromInside, Inside, Made},
    },
    kernel::error::{Error, Result},
    store::objects::{Storage, unavailable},
};
use tokio::io::AsyncWriteExt;

use super::{Shared, configure};

pub async fn inside(shared: &Shared) -> Result<Inside> {
    let own = shared.clone();
    let app = App::new().wrap(from_fn(edge)).configure(move |cfg| configure(cfg, &own));
    let service = app.into_factory().new_service(AppConfig::default()).await;
    let service = Rc::new(service.map_err(|()| Error::internal(anyhow::anyhow!("the API cannot be built")))?);
    let storage = shared.state.storage.clone();
    Ok(Rc::new(move |asked| {
        let (service, storage) = (service.clone(), storage.clone());
        Box::pin(async move {
            let Ok(request) = request(asked) else { return failed(500) };
            match service.call(request).await {
                Ok(response) => answered(response, &storage).await.unwrap_or_else(|_| failed(503)),
                Err(error) => failed(error.as_response_error().status_code().as_u16()),
            }
        })
    }))
}

fn request(asked: Asked) -> Result<Request> {
    let mut request = Request::with_payload(Payload::from(asked.body));
    let head = request.head_mut();
    head.method = Method::from_bytes(asked.method.as_bytes()).map_err(Error::internal)?;
    head.uri = asked.target.parse::<Uri>().map_err(Error::internal)?;
    // A list is read again and no harm is done; a command is carried out once.
    let command = head.method != Method::GET;
    let content_type = command.then(|| asked.content_type.unwrap_or_else(|| "application/json".to_owned()));
    let key = HeaderName::from_static("idempotency-key");
    for (name, value) in [
        (header::CONTENT_TYPE, content_type),
        (header::IF_MATCH, asked.if_match),
        (header::ACCEPT, asked.accept),
        (header::ACCEPT_LANGUAGE, asked.language),
        (key, command.then_some(asked.idempotency_key)),
    ] {
        if let Some(value) = value {
            head.headers.insert(name, HeaderValue::from_str(&value).map_err(Error::internal)?);
        }
    }
    let claims = Claims::inside(asked.user_id, asked.scopes, asked.means);
    request.extensions_mut().insert(Verified(Arc::new(claims)));
    request.extensions_mut().insert(FromInside);
    Ok(request)
}

/// A file goes to this machine as it comes, so that no more than a piece of it is in memory.
async fn answered(response: ServiceResponse<impl MessageBody>, storage: &Storage) -> Result<Answered> {
    let text = |name| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let status = response.status().as_u16();
    let (etag, location) = (text(header::ETAG), text(header::LOCATION));
    let (name, media_type) = (text(header::CONTENT_DISPOSITION), text(header::CONTENT_TYPE));
    let body = match name.filter(|_| status == 200).zip(media_type) {
        Some((name, media_type)) => {
            let file = storage.incoming().map_err(unavailable)?;
            let mut out = tokio::fs::File::from_std(file.reopen().map_err(unavailable)?);
            let mut body = pin!(response.into_body());
            while let Some(piece) = poll_fn(|cx| body.as_mut().poll_next(cx)).await {
                let piece = piece.map_err(cut_short)?;
                out.write_all(&piece).await.map_err(unavailable)?;
            }
            out.flush().await.map_err(unavailable)?;
            Body::File(Made { name, media_type, file })
        }
        None => {
            let bytes = to_bytes(response.into_body()).await.map_err(cut_short)?;
            Body::Text(String::from_utf8_lossy(&bytes).into_owned())
        }
    };
    Ok(Answered { status, etag, location, body })
}

fn cut_short(why: impl Into<Box<dyn std::error::Error>>) -> Error {
    unavailable(anyhow::anyhow!("cut short: {}", why.into()))
}

fn failed(status: u16) -> Answered {
    Answered { status, etag: None, location: None, body: Body::Text(String::new()) }
}
