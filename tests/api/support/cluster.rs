//! The PostgreSQL of the tests: `TEST_DATABASE_URL`, else a private cluster that ends with this process.
use std::{
    env, fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use super::place;

/// Where the server is: the URL of its maintenance database. None where no PostgreSQL is to be had.
pub fn url() -> Option<&'static str> {
    static URL: OnceLock<Option<String>> = OnceLock::new();
    URL.get_or_init(find).as_deref()
}

fn find() -> Option<String> {
    if let Ok(url) = env::var("TEST_DATABASE_URL") {
        return Some(url);
    }
    match start() {
        Ok(url) => Some(url),
        Err(why) if env::var_os("THIDUA_REQUIRE_POSTGRES").is_some_and(|v| v == "1") => {
            panic!("THIDUA_REQUIRE_POSTGRES=1, but there is no PostgreSQL: {why}")
        }
        Err(why) => {
            warn(&why);
            None
        }
    }
}

/// Past the capture of the test harness, which shows nothing of a test that passes.
fn warn(why: &str) {
    let message = format!(
        "\n!!! THE POSTGRESQL HALF OF THE TESTS DID NOT RUN: {why}\n\
         !!! Install PostgreSQL (Debian: apt-get install postgresql) or set TEST_DATABASE_URL.\n\n"
    );
    if fs::write("/dev/stderr", &message).is_err() {
        eprintln!("{message}");
    }
}

/// A new cluster on a socket in its own folder.
pub fn start() -> Result<String, String> {
    let (initdb, pg_ctl) = (program("initdb")?, program("pg_ctl")?);
    let folder =
        tempfile::Builder::new().prefix("thidua-pg-").tempdir_in(place::folder()).map_err(|e| e.to_string())?;
    let folder = folder.keep();
    if is_root()? {
        run(Command::new("chown").arg("postgres").arg(&folder))?;
    }
    stop_with_this_process(&folder, &pg_ctl)?;
    let data = folder.join("data");
    let mut make = as_postgres(&initdb)?;
    run(make.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]))?;
    // Plans do not hang on whether statistics have been gathered meanwhile.
    let settings = format!(
        "-k {} -c listen_addresses= -c autovacuum=off -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200",
        folder.display()
    );
    let mut start = as_postgres(&pg_ctl)?;
    start.arg("-D").arg(&data).arg("-l").arg(folder.join("log")).args(["-w", "-t", "60", "-o", &settings, "start"]);
    run(&mut start).map_err(|e| format!("{e}\n{}", fs::read_to_string(folder.join("log")).unwrap_or_default()))?;
    Ok(format!("postgres://postgres@localhost/postgres?host={}", folder.display()))
}

/// A replica of the cluster whose socket lies in `primary`, in a folder of its own.
pub fn copy(primary: &str, folder: &Path) -> Result<(), String> {
    let (basebackup, pg_ctl) = (program("pg_basebackup")?, program("pg_ctl")?);
    if is_root()? {
        run(Command::new("chown").arg("postgres").arg(folder))?;
    }
    stop_with_this_process(folder, &pg_ctl)?;
    let data = folder.join("data");
    let mut copy = as_postgres(&basebackup)?;
    run(copy
        .args(["-h", primary, "-U", "postgres", "-R", "-X", "stream", "-c", "fast", "--no-sync", "-D"])
        .arg(&data))?;
    let settings = format!("-k {} -c listen_addresses= -c fsync=off -c max_connections=200", folder.display());
    let mut start = as_postgres(&pg_ctl)?;
    start.arg("-D").arg(&data).arg("-l").arg(folder.join("log")).args(["-w", "-t", "60", "-o", &settings, "start"]);
    run(&mut start).map_err(|e| format!("{e}\n{}", fs::read_to_string(folder.join("log")).unwrap_or_default()))
}

/// At once, as when the machine is gone.
pub fn stop(folder: &Path) -> Result<(), String> {
    run(as_postgres(&program("pg_ctl")?)?.arg("-D").arg(folder.join("data")).args(["-m", "immediate", "-w", "stop"]))
}

/// The watchdog reads a pipe whose other end only this process holds: however we end, it sees the end.
fn stop_with_this_process(folder: &Path, pg_ctl: &Path) -> Result<(), String> {
    let script = r#"read -r _; "$1" -D "$0/data" -m immediate stop; rm -rf "$0""#;
    let mut watchdog = as_postgres(Path::new("/bin/sh"))?;
    watchdog.args(["-c", script]).arg(folder).arg(pg_ctl).current_dir("/");
    // A group of its own, so that Ctrl-C ends the tests and not the watchdog.
    watchdog.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    let child = watchdog.spawn().map_err(|e| e.to_string())?;
    std::mem::forget(child.stdin);
    Ok(())
}

fn run(command: &mut Command) -> Result<(), String> {
    // No pipes: the server inherits what pg_ctl has, and would hold them open.
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().map_err(|e| format!("{command:?}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &Path) -> Result<Command, String> {
    if !is_root()? {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    Ok(command)
}

fn is_root() -> Result<bool, String> {
    let id = Command::new("id").arg("-u").output().map_err(|e| format!("id -u: {e}"))?;
    Ok(String::from_utf8_lossy(&id.stdout).trim() == "0")
}

/// On PATH, or where Debian's packages put it; of several versions the newest.
fn program(name: &str) -> Result<PathBuf, String> {
    let mut folders: Vec<_> = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().collect();
    folders.sort_by_key(|folder| folder.file_name().to_string_lossy().parse::<u32>().unwrap_or_default());
    let debian = folders.into_iter().rev().map(|folder| folder.path().join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).chain(debian).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.ok_or_else(|| format!("no {name} on PATH or in /usr/lib/postgresql/*/bin"))
}
