//! Where spans go: by OTLP over HTTP, as the variables of the OpenTelemetry specification say. Without them nothing is begun.
use std::time::Duration;

use anyhow::{Context, Result, bail};
use base::kernel::trace;
use opentelemetry::{KeyValue, trace::TracerProvider};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tokio::runtime::{Builder, Runtime};

/// Longer than this no end waits for what is still to be sent.
const LAST: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(10);

/// What is still to be sent is, when it ends.
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    pub async fn end(self) {
        let Some(provider) = self.0 else { return };
        let ended = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(LAST)).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::warn!("the last traces were not sent");
        }
    }
}

fn told(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Tells nobody and begins nothing unless the environment names a collector.
pub fn start() -> Result<Traces> {
    if !are_wanted(&told)? {
        return Ok(Traces(None));
    }
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_http_client(Sender::new(timeout(&told))?)
        .build()
        .context("OTEL_EXPORTER_OTLP_…")?;
    let provider = SdkTracerProvider::builder()
        .with_id_generator(trace::Ids::default())
        .with_resource(resource(&told))
        .with_batch_exporter(exporter)
        .build();
    trace::start(provider.tracer("thidua"));
    Ok(Traces(Some(provider)))
}

/// The specification has a collector on the same machine by default; here somebody has to name one.
fn are_wanted(told: &impl Fn(&str) -> Option<String>) -> Result<bool> {
    if told("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return Ok(false);
    }
    let place = told("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").or_else(|| told("OTEL_EXPORTER_OTLP_ENDPOINT"));
    let wanted = match told("OTEL_TRACES_EXPORTER").as_deref() {
        None => place.is_some(),
        Some("otlp") => true,
        Some("none") => false,
        Some(other) => bail!("OTEL_TRACES_EXPORTER: {other} is not known, only otlp and none"),
    };
    let protocol = told("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL").or_else(|| told("OTEL_EXPORTER_OTLP_PROTOCOL"));
    match protocol.as_deref() {
        Some(other) if wanted && other != "http/protobuf" => {
            bail!("OTEL_EXPORTER_OTLP_PROTOCOL: {other} is not spoken, only http/protobuf")
        }
        _ => Ok(wanted),
    }
}

fn timeout(told: &impl Fn(&str) -> Option<String>) -> Duration {
    let asked = told("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT").or_else(|| told("OTEL_EXPORTER_OTLP_TIMEOUT"));
    asked.and_then(|asked| asked.parse().ok()).map_or(TIMEOUT, Duration::from_millis)
}

fn resource(told: &impl Fn(&str) -> Option<String>) -> Resource {
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let described = Resource::builder().with_attribute(version);
    let named = told("OTEL_SERVICE_NAME").is_some()
        || told("OTEL_RESOURCE_ATTRIBUTES").is_some_and(|attributes| attributes.contains("service.name="));
    if named { described.build() } else { described.with_service_name("thidua").build() }
}

/// The client of webhooks, without their bounds: the operator names the place. It is asked by a thread of the exporter alone, which
/// has no runtime.
#[derive(Debug)]
struct Sender {
    client: reqwest::Client,
    runtime: Runtime,
}

impl Sender {
    fn new(timeout: Duration) -> Result<Self> {
        let agent = concat!("thidua/", env!("CARGO_PKG_VERSION"));
        let redirects = reqwest::redirect::Policy::none();
        let client = reqwest::Client::builder().timeout(timeout).redirect(redirects).user_agent(agent).build()?;
        Ok(Self { client, runtime: Builder::new_current_thread().enable_all().build()? })
    }
}

#[async_trait::async_trait]
impl HttpClient for Sender {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        self.runtime.block_on(async {
            let answer = self.client.execute(request).await?;
            let mut response = Response::builder().status(answer.status());
            if let Some(headers) = response.headers_mut() {
                *headers = answer.headers().clone();
            }
            Ok(response.body(answer.bytes().await?)?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(variables: &[(&str, &str)]) -> Option<bool> {
        let told =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        are_wanted(&told).ok()
    }

    #[test]
    fn nothing_is_sent_unless_somebody_says_where() {
        let (place, at) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
        assert_eq!(wanted(&[]), Some(false));
        assert_eq!(wanted(&[("OTEL_SERVICE_NAME", "thidua")]), Some(false));
        assert_eq!(wanted(&[(place, at)]), Some(true));
        assert_eq!(wanted(&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", at)]), Some(true));
        assert_eq!(wanted(&[("OTEL_TRACES_EXPORTER", "otlp")]), Some(true));
        assert_eq!(wanted(&[(place, at), ("OTEL_TRACES_EXPORTER", "none")]), Some(false));
        assert_eq!(wanted(&[(place, at), ("OTEL_SDK_DISABLED", "true")]), Some(false));
        assert_eq!(wanted(&[(place, at), ("OTEL_TRACES_EXPORTER", "zipkin")]), None);
        assert_eq!(wanted(&[(place, at), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]), None);
        assert_eq!(wanted(&[(place, at), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]), Some(true));
    }
}
