//! How long the allocator keeps what was freed.
use std::{env, process::Command};

/// In milliseconds, where its own default is a second: at a hundred lists a second that held a tenth of all memory for nothing.
const DELAY: &str = "50";
const NAME: &str = "MIMALLOC_PURGE_DELAY";

/// The allocator reads its settings from the environment, before anything else of the program runs. So where they do not say how
/// long, the program starts itself again with its own answer: the same process, a few milliseconds later.
#[cfg(unix)]
pub fn keep_less() {
    use std::os::unix::process::CommandExt;
    if env::var_os(NAME).is_some() {
        return;
    }
    let mut arguments = env::args_os();
    if let (Ok(program), Some(name)) = (env::current_exe(), arguments.next()) {
        // Comes back only where that could not be done; then the default is good enough.
        let _: std::io::Error = Command::new(program).arg0(name).args(arguments).env(NAME, DELAY).exec();
    }
}

#[cfg(not(unix))]
pub const fn keep_less() {}
