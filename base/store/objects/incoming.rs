//! Where files lie while they come in: a folder of this process, which goes with it. A process that was killed leaves its
//! folder behind; the next one that starts sees by the lock that nobody is in it, and takes it away.
use std::{
    fs::{self, File},
    io::Result,
    path::Path,
    time::Duration,
};

use tempfile::{NamedTempFile, TempDir};

const PREFIX: &str = "thidua-uploads-";
const LOCK: &str = "lock";
/// Longer than it takes to make a folder and its lock.
const BEING_MADE: Duration = Duration::from_secs(600);

pub struct Incoming {
    folder: TempDir,
    /// Held as long as it is open.
    _lock: File,
}

impl Incoming {
    pub fn open() -> Result<Self> {
        Self::open_in(&std::env::temp_dir())
    }

    fn open_in(place: &Path) -> Result<Self> {
        clear_abandoned(place)?;
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(place)?;
        // It gets its name when it is held: nobody finds it free before.
        let unnamed = folder.path().join("new");
        let lock = File::create(&unnamed)?;
        lock.lock()?;
        fs::rename(&unnamed, folder.path().join(LOCK))?;
        Ok(Self { folder, _lock: lock })
    }

    /// A new file; gone when it is dropped.
    pub fn file(&self) -> Result<NamedTempFile> {
        NamedTempFile::new_in(self.folder.path())
    }
}

fn clear_abandoned(place: &Path) -> Result<()> {
    for entry in fs::read_dir(place)?.filter_map(std::result::Result::ok) {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        // What another user left is theirs to remove.
        if ours && is_abandoned(&entry.path()) {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
    Ok(())
}

fn is_abandoned(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => lock.try_lock().is_ok(),
        Err(_) => {
            let made = folder.metadata().and_then(|m| m.modified()).ok();
            made.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > BEING_MADE)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Incoming, LOCK, PREFIX};

    #[test]
    fn what_a_killed_process_left_goes_and_what_is_in_use_stays() {
        let place = tempfile::tempdir().unwrap();
        let other = place.path().join("thidua-uploads.txt");
        fs::write(&other, "of somebody else").unwrap();
        let living = Incoming::open_in(place.path()).unwrap();
        let (kept, path) = living.file().unwrap().keep().unwrap();
        drop(kept);
        // Without a destructor, as after kill -9: the lock ends with the process.
        let killed = place.path().join(format!("{PREFIX}killed"));
        fs::create_dir(&killed).unwrap();
        fs::write(killed.join(LOCK), "").unwrap();
        fs::write(killed.join("half an upload"), "%PDF-").unwrap();
        let next = Incoming::open_in(place.path()).unwrap();
        assert!(path.exists() && other.exists() && next.file().is_ok());
        assert!(!killed.exists());
        drop(living);
        assert!(!path.exists());
    }
}
