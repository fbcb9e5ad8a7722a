//! What a failure of the database means to the caller: one table for both databases, by SQLSTATE, by SQLite's result
//! code and by the driver's own errors.
use sea_orm::{DbErr, RuntimeErr, SqlxError, SqlxPostgresError, sqlx::error::DatabaseError};

/// What becomes of a request whose statement failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing was kept, and the same work may succeed at once.
    Again,
    /// The connection is gone, and with it what was not committed; another one may do.
    Broken,
    /// It passes, but not at once: 503.
    Passing,
    /// There is such a row already: 409.
    Taken,
    /// A mistake of this program: 500.
    Fault,
}

/// SQLSTATE codes of PostgreSQL, or the first two characters of one for its whole class. The first that fits counts.
const POSTGRES: [(&str, Fate); 23] = [
    ("40003", Fate::Passing), // whether a statement was carried out is not known
    ("40", Fate::Again),      // serialization failure, conflict with recovery, deadlock, any other rollback
    ("23505", Fate::Taken),
    ("08", Fate::Broken),     // connection exception
    ("25006", Fate::Passing), // the primary has become a standby
    ("25P03", Fate::Broken),  // idle in transaction for too long
    ("25P04", Fate::Broken),  // the transaction took too long, and its session is ended
    ("26000", Fate::Broken),  // the server does not know a statement that this connection has prepared
    ("28", Fate::Passing),    // the password is being changed
    ("3D000", Fate::Passing), // the database is being restored
    ("53", Fate::Passing),    // disk full, out of memory, too many connections
    ("55P03", Fate::Passing), // lock not available
    ("55006", Fate::Passing), // object in use
    ("57014", Fate::Passing), // statement timeout
    ("57P01", Fate::Broken),  // the server is shut down
    ("57P02", Fate::Broken),
    ("57P03", Fate::Passing), // the server is starting up
    ("57P04", Fate::Passing),
    ("57P05", Fate::Broken), // the session was idle for too long
    ("57", Fate::Passing),
    ("58", Fate::Passing),    // the disk does not answer
    ("72000", Fate::Passing), // snapshot too old
    ("XX", Fate::Passing),    // a damaged page, a server that is being stopped
];

/// Primary result codes of SQLite; the extended ones carry them in their lowest eight bits.
const SQLITE: [(u32, Fate); 11] = [
    (4, Fate::Again),    // ABORT: another statement has rolled the transaction back
    (5, Fate::Again),    // BUSY
    (6, Fate::Again),    // LOCKED
    (7, Fate::Passing),  // NOMEM
    (8, Fate::Passing),  // READONLY
    (9, Fate::Passing),  // INTERRUPT
    (10, Fate::Passing), // IOERR
    (13, Fate::Passing), // FULL
    (14, Fate::Passing), // CANTOPEN
    (15, Fate::Passing), // PROTOCOL: the locks of the write-ahead log
    (17, Fate::Again),   // SCHEMA: another process has changed it
];

/// SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY.
const SQLITE_TAKEN: [u32; 2] = [2067, 1555];

pub fn fate(e: &DbErr) -> Fate {
    match e {
        DbErr::ConnectionAcquire(_) => Fate::Passing,
        DbErr::Conn(RuntimeErr::SqlxError(e)) => match of_driver(e) {
            Fate::Fault => Fate::Passing,
            fate => fate,
        },
        DbErr::Conn(_) => Fate::Passing,
        DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e)) => of_driver(e),
        _ => Fate::Fault,
    }
}

fn of_driver(e: &SqlxError) -> Fate {
    match e {
        SqlxError::Database(e) if is_stale_plan(e.as_ref()) => Fate::Broken,
        SqlxError::Database(e) => of_code(&e.code().unwrap_or_default()),
        SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::Protocol(_) | SqlxError::WorkerCrashed => Fate::Broken,
        SqlxError::BeginFailed => Fate::Broken,
        SqlxError::PoolTimedOut | SqlxError::PoolClosed => Fate::Passing,
        _ => Fate::Fault,
    }
}

/// Another instance has migrated: what this connection has prepared answers other columns now, and another connection
/// prepares it anew. The code (0A000) is that of all that is not supported, and the words may be in any language.
fn is_stale_plan(e: &(dyn DatabaseError + 'static)) -> bool {
    let e = e.try_downcast_ref::<SqlxPostgresError>();
    e.is_some_and(|e| e.code() == "0A000" && e.routine() == Some("RevalidateCachedQuery"))
}

/// A SQLSTATE has five characters, a result code of SQLite at most four digits.
fn of_code(code: &str) -> Fate {
    if code.len() == 5 {
        return POSTGRES.iter().find(|(known, _)| code.starts_with(known)).map_or(Fate::Fault, |(_, fate)| *fate);
    }
    let code: u32 = code.parse().unwrap_or_default();
    if SQLITE_TAKEN.contains(&code) {
        return Fate::Taken;
    }
    SQLITE.iter().find(|(known, _)| *known == code & 0xff).map_or(Fate::Fault, |(_, fate)| *fate)
}

#[cfg(test)]
mod tests {
    use super::{Fate, of_code};

    #[test]
    fn what_passes_is_told_from_what_is_wrong() {
        let passing =
            ["53100", "53300", "57014", "57P03", "25006", "10", "266", "778", "13", "8", "264", "1032", "14", "40003"];
        for code in passing {
            assert_eq!(of_code(code), Fate::Passing, "{code}");
        }
        for code in ["08006", "57P01", "57P02", "25P03", "25P04"] {
            assert_eq!(of_code(code), Fate::Broken, "{code}");
        }
        for code in ["40001", "40P01", "40000", "40002", "5", "517", "261", "6", "4", "516", "17"] {
            assert_eq!(of_code(code), Fate::Again, "{code}");
        }
        for code in ["23505", "2067", "1555"] {
            assert_eq!(of_code(code), Fate::Taken, "{code}");
        }
        for code in ["42P01", "23503", "22001", "42501", "0A000", "1", "787", "275", ""] {
            assert_eq!(of_code(code), Fate::Fault, "{code}");
        }
    }
}
