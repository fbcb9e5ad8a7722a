//! Key files are read again when they change: keys are changed without a restart.
use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::Result;
use base::{
    http::state::AppState,
    kernel::keys::{Ring, Rings},
};
use secrecy::ExposeSecret;

use crate::{
    boot::Sealed,
    config::{DIGEST_KEYS, KeyArgs, PERSONAL_ID_KEYS, SIGNING_KEYS, read_secret},
};

const CHECKED: Duration = Duration::from_secs(10);

/// Follows every key file that there is, for as long as the service runs.
pub fn key_files(keys: &KeyArgs, state: &Arc<AppState>) {
    let files = [
        (SIGNING_KEYS, &keys.signing_key_file),
        (PERSONAL_ID_KEYS, &keys.personal_id_key_file),
        (DIGEST_KEYS, &keys.digest_key_file),
    ];
    for (flag, file) in files {
        if let Some(file) = file {
            actix_web::rt::spawn(follow(flag, file.clone(), state.clone()));
        }
    }
}

/// One that cannot be read, or lacks a key that is needed, leaves the keys as they are.
async fn follow(flag: &'static str, file: PathBuf, state: Arc<AppState>) {
    let read = || read_secret(&file, flag).map(|text| text.expose_secret().to_owned());
    let mut known = read().unwrap_or_default();
    loop {
        tokio::time::sleep(CHECKED).await;
        let Ok(text) = read().inspect_err(|error| tracing::error!(flag, %error, "the keys stay as they are")) else {
            continue;
        };
        if text == known {
            continue;
        }
        match take_over(flag, &text, &state).await {
            Ok(()) => tracing::info!(flag, "the keys have changed"),
            Err(error) => tracing::error!(flag, %error, "the file is not usable; the keys stay as they are"),
        }
        known = text;
    }
}

/// Takes over the text of a key file.
pub async fn take_over(flag: &str, text: &str, state: &AppState) -> Result<()> {
    if flag == SIGNING_KEYS {
        return state.auth.reload(text);
    }
    let (ring, sealed) = (Ring::parse(text)?, Sealed::of(state.db.read_latest()).await?);
    let change = |held: Rings| match flag {
        PERSONAL_ID_KEYS => Rings { personal_ids: ring.after(&held.personal_ids), ..held },
        _ => Rings { digests: ring.after(&held.digests), ..held },
    };
    state.keys.reload(change, |next| sealed.check(next))
}
