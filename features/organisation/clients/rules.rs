//! What may become of a machine client.
use base::kernel::error::{Code, Error, Result};
use entity::client::ClientStatus;

/// Suspended it may come back, revoked it may not.
pub const fn may_become(from: ClientStatus, to: ClientStatus) -> bool {
    use ClientStatus::{Active, Revoked, Suspended};
    matches!((from, to), (Active | Suspended, Active | Suspended | Revoked))
}

/// One that is revoked stays as it was.
pub fn check_changeable(status: ClientStatus) -> Result<()> {
    if may_become(status, status) { Ok(()) } else { Err(Error::with(Code::InvalidTransition, "–")) }
}

/// At most so many secrets that are good at a time: the old one and the new one while they are exchanged.
pub const MOST_SECRETS: usize = 2;

/// One for each place where the client runs, and the next ones.
pub const MOST_KEYS: usize = 10;

#[cfg(test)]
mod tests {
    use entity::client::ClientStatus::{self, Active, Revoked, Suspended};

    use super::{check_changeable, may_become};

    #[test]
    fn every_way_from_every_status() {
        let all = [Active, Suspended, Revoked];
        let ways = [(Active, Active), (Active, Suspended), (Active, Revoked)];
        let back = [(Suspended, Active), (Suspended, Suspended), (Suspended, Revoked)];
        let expected: Vec<(ClientStatus, ClientStatus)> = ways.into_iter().chain(back).collect();
        for from in all {
            for to in all {
                assert_eq!(may_become(from, to), expected.contains(&(from, to)), "{from:?} {to:?}");
            }
            assert_eq!(check_changeable(from).is_ok(), from != Revoked);
        }
    }
}
