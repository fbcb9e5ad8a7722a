//! A client that does not read its answer holds a connection, a place in the queue of the system, and whatever the answer is
//! still made from. The system hangs up on it: what was sent and is not taken within the bound ends the connection, also
//! where the other side goes on saying that it has no room.
use std::{any::Any, time::Duration};

use actix_web::rt::net::TcpStream;
use socket2::SockRef;

/// For a connection that has just been opened. A client that reads slowly, but reads, is not hung up on.
pub fn bound(connection: &dyn Any, unread: Duration) {
    let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
    if let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(unread)) {
        tracing::warn!(?error, "answers that are not read have no bound");
    }
}
