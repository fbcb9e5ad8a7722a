//! `thidua health`: for the health check of a container that has no other client.
use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use clap::Args;

const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Args, Debug)]
pub struct Health {
    /// Where the server's admin port listens.
    #[arg(long, env = "THIDUA_ADMIN_LISTEN", default_value = "127.0.0.1:9090")]
    admin_listen: SocketAddr,
}

impl Health {
    pub fn run(&self) -> Result<()> {
        let mut address = self.admin_listen;
        if address.ip().is_unspecified() {
            let loopback =
                if address.is_ipv4() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { IpAddr::V6(Ipv6Addr::LOCALHOST) };
            address.set_ip(loopback);
        }
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE).context("the admin port does not answer")?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { bail!("not ready") }
    }
}
