//! What of a request is written down nowhere. The address of a calendar is a secret; and of a paper that is cast in a secret
//! ballot not even the request is seen: no line of the log, no trace, no counter, no limit by account or address.

/// Below it lie calendars that programs read.
const CALENDARS: &str = "/calendars/";
/// Where papers of secret ballots are cast.
const BALLOTS: &str = "/api/v1/secret-ballots";

/// The address of a calendar is neither written down nor told back.
pub fn without_secret(path: &str) -> &str {
    if path.starts_with(CALENDARS) { CALENDARS } else { path }
}

/// Whether nothing at all is told of it.
pub fn is_unseen(path: &str) -> bool {
    path.starts_with(BALLOTS)
}
