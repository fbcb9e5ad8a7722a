//! Traces (OpenTelemetry): spans of requests, of jobs and of what they ask of the database. What a span says is a closed list: routes, methods, kinds,
//! statuses, counts. So they are made here by hand: a layer over log lines would send whatever those hold, callers' addresses and causes of errors too.
//! Unless the process was told where to send them (`platform/traces.rs`) none is made, and nothing else is done.
use std::{
    borrow::Cow,
    cell::Cell,
    collections::HashMap,
    future::poll_fn,
    pin::pin,
    sync::OnceLock,
    time::{Duration, SystemTime},
};

use opentelemetry::{
    Context, KeyValue,
    propagation::TextMapPropagator,
    trace::{Span as _, SpanBuilder, SpanId, SpanKind, Status, TraceContextExt, TraceId, Tracer},
};
use opentelemetry_sdk::{
    propagation::TraceContextPropagator,
    trace::{IdGenerator, RandomIdGenerator, SdkTracer},
};

static TRACER: OnceLock<SdkTracer> = OnceLock::new();

/// The headers of W3C Trace Context.
const CARRIED: [&str; 2] = ["traceparent", "tracestate"];

/// From now on spans are made. Only the first call counts.
pub fn start(tracer: SdkTracer) {
    TRACER.set(tracer).ok();
}

thread_local! {
    static NEXT: Cell<Option<TraceId>> = const { Cell::new(None) };
}

/// A trace that a request begins has the id under which the request is logged and its problems are told.
#[derive(Debug, Default)]
pub struct Ids(RandomIdGenerator);

impl IdGenerator for Ids {
    fn new_trace_id(&self) -> TraceId {
        NEXT.take().unwrap_or_else(|| self.0.new_trace_id())
    }

    fn new_span_id(&self) -> SpanId {
        self.0.new_span_id()
    }
}

/// It ends when it is dropped. None where traces are off.
#[derive(Default)]
pub struct Span(Option<Context>);

/// Of a request that came with these headers and is logged under this id.
pub fn request<'a>(trace_id: &str, header: impl Fn(&str) -> Option<&'a str>) -> Span {
    let Some(tracer) = TRACER.get() else { return Span::default() };
    let carried = CARRIED.into_iter().filter_map(|name| Some((name.to_owned(), header(name)?.to_owned())));
    let carried: HashMap<String, String> = carried.collect();
    let mut parent = TraceContextPropagator::new().extract_with_context(&Context::new(), &carried);
    if parent.span().span_context().trace_id().to_string() != trace_id {
        parent = Context::new();
    }
    NEXT.set(TraceId::from_hex(trace_id).ok());
    let span = begin(tracer, SpanBuilder::from_name("request").with_kind(SpanKind::Server), &parent);
    NEXT.take();
    span
}

/// Of a job, which begins a trace.
pub fn job(kind: &'static str) -> Span {
    let Some(tracer) = TRACER.get() else { return Span::default() };
    let about = vec![KeyValue::new("thidua.job", kind)];
    begin(tracer, SpanBuilder::from_name(format!("job {kind}")).with_attributes(about), &Context::new())
}

/// A part of a request or a job. Of what else goes on, such as the look for jobs that are due, there is no trace.
pub fn part(name: &'static str) -> Span {
    let Some(tracer) = TRACER.get() else { return Span::default() };
    let whole = Context::current();
    if whole.has_active_span() { begin(tracer, SpanBuilder::from_name(name), &whole) } else { Span::default() }
}

fn begin(tracer: &SdkTracer, builder: SpanBuilder, parent: &Context) -> Span {
    Span(Some(parent.with_span(tracer.build_with_context(builder, parent))))
}

/// A statement that the database has answered just now. Its text is not told.
pub fn statement(sql: &str, elapsed: Duration, failed: bool) {
    let Some(tracer) = TRACER.get() else { return };
    let parent = Context::current();
    if !parent.has_active_span() {
        return;
    }
    let now = SystemTime::now();
    let verb = verb(sql);
    let about = vec![KeyValue::new("db.operation.name", verb)];
    let builder = SpanBuilder::from_name(verb).with_kind(SpanKind::Client).with_attributes(about);
    let mut span = tracer.build_with_context(builder.with_start_time(now.checked_sub(elapsed).unwrap_or(now)), &parent);
    if failed {
        span.set_status(Status::error(""));
    }
    span.end_with_timestamp(now);
}

fn verb(sql: &str) -> &'static str {
    const KNOWN: [&str; 8] = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK"];
    let first = sql.split_ascii_whitespace().next().unwrap_or_default();
    KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(first)).unwrap_or("other")
}

impl Span {
    /// What is done meanwhile belongs to it.
    pub async fn during<F: Future>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        poll_fn(|task| {
            let _current = self.0.as_ref().map(|context| context.clone().attach());
            work.as_mut().poll(task)
        })
        .await
    }

    /// How a request was answered, by labels of closed lists.
    pub fn answered(&self, method: &'static str, route: &'static str, status: u16) {
        let Some(context) = &self.0 else { return };
        let span = context.span();
        span.update_name(Cow::Owned(format!("{method} {route}")));
        span.set_attribute(KeyValue::new("http.request.method", method));
        span.set_attribute(KeyValue::new("http.route", route));
        span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status)));
        if status >= 500 {
            span.set_status(Status::error(""));
        }
    }

    pub fn count(&self, name: &'static str, number: u32) {
        if let Some(context) = &self.0 {
            context.span().set_attribute(KeyValue::new(name, i64::from(number)));
        }
    }

    pub fn failed(&self) {
        if let Some(context) = &self.0 {
            context.span().set_status(Status::error(""));
        }
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        if let Some(context) = &self.0 {
            context.span().end();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_made_unless_it_was_asked_for() {
        let header = |_: &str| Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        let spans = [request("0af7651916cd43dd8448eb211c80319c", header), job("journal.seal"), part("write")];
        assert!(spans.iter().all(|span| span.0.is_none()));
    }

    #[test]
    fn of_a_statement_only_its_verb_is_told() {
        assert_eq!(verb("select personal_id from nomination"), "SELECT");
        assert_eq!(verb("\n  INSERT INTO x VALUES ('Nguyễn')"), "INSERT");
        assert_eq!(verb("Nguyễn Văn A"), "other");
    }
}
