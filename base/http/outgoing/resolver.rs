//! The resolver of outgoing connections: what it answers is what is connected to, so it answers only what may be.
use std::{future::Future, io, net::IpAddr, pin::Pin, sync::Arc};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::addresses::is_public;
use crate::http::client::Networks;

/// A name that leads to an address to which nothing is sent, be it among others.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not allowed")]
pub struct NotAllowed;

/// Which addresses may be called.
#[derive(Clone)]
pub struct Permits {
    opened: Networks,
    public: bool,
}

impl Permits {
    pub const fn public_and(opened: Networks) -> Self {
        Self { opened, public: true }
    }

    pub const fn only(opened: Networks) -> Self {
        Self { opened, public: false }
    }

    pub fn allow(&self, address: IpAddr) -> bool {
        self.opened.contain(address) || (self.public && is_public(address))
    }
}

type Found = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

pub struct Resolver {
    permits: Arc<Permits>,
    look_up: fn(String) -> Found,
}

impl Resolver {
    pub fn new(permits: Permits) -> Self {
        Self { permits: Arc::new(permits), look_up: by_the_system }
    }
}

fn by_the_system(name: String) -> Found {
    Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect()) })
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (permits, found) = (self.permits.clone(), (self.look_up)(name.as_str().to_owned()));
        Box::pin(async move {
            let found = found.await?;
            // A name that leads outward and inward at once is nobody's honest address.
            if found.is_empty() || !found.iter().all(|address| permits.allow(*address)) {
                return Err(NotAllowed.into());
            }
            let addresses: Addrs = Box::new(found.into_iter().map(|address| (address, 0).into()));
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use reqwest::dns::{Name, Resolve};

    use super::{Found, Permits, Resolver};

    fn rebinding(_: String) -> Found {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let address = if ASKED.fetch_add(1, Ordering::SeqCst) == 0 { "1.1.1.1" } else { "169.254.169.254" };
        Box::pin(async move { Ok(vec![address.parse().unwrap()]) })
    }

    fn both_ways(_: String) -> Found {
        Box::pin(async { Ok(vec!["1.1.1.1".parse().unwrap(), "10.0.0.1".parse().unwrap()]) })
    }

    fn nowhere(_: String) -> Found {
        Box::pin(async { Ok(vec![]) })
    }

    async fn leads(resolver: &Resolver) -> Option<Vec<String>> {
        let name: Name = "portal.example.vn".parse().unwrap();
        resolver.resolve(name).await.ok().map(|found| found.map(|address| address.ip().to_string()).collect())
    }

    /// Each connection asks, and is made to what it was answered.
    #[actix_web::test]
    async fn a_name_that_leads_elsewhere_the_next_time_is_refused_then() {
        let permits = Permits::public_and("127.0.0.0/8".parse().unwrap());
        let resolver = |look_up| Resolver { look_up, ..Resolver::new(permits.clone()) };
        let changing = resolver(rebinding);
        assert_eq!(leads(&changing).await, Some(vec!["1.1.1.1".to_owned()]));
        assert_eq!(leads(&changing).await, None);
        assert_eq!(leads(&resolver(both_ways)).await, None);
        assert_eq!(leads(&resolver(nowhere)).await, None);
        let in_the_clear =
            Resolver { look_up: rebinding, ..Resolver::new(Permits::only("10.0.0.0/8".parse().unwrap())) };
        assert_eq!(leads(&in_the_clear).await, None);
    }
}
