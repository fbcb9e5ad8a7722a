//! HTTP for users and assignments as tables.
use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, get, post};
use base::{
    http::{
        answer::Answer,
        auth::Can,
        command::Command,
        import::{Import, ImportFile, ImportParams, ImportReport, Mode, Sheet, Template, Upload},
        query::NoParams,
        table::{self, Format, XlsxFile},
    },
    kernel::{error::Result, policy::perm},
};
use secrecy::{ExposeSecret, SecretString};

use crate::users::{
    dto::check_password,
    imports::{
        accounts::{self, Hashes},
        assignments,
    },
};

/// Import users
///
/// For administrators. A row with the `id` or the `username` of an account that the caller looks after changes its full name
/// and its status; others make accounts, each with a one-time password of its own. No password of an account that is there
/// is set by a table.
#[utoipa::path(tag = "users", params(ImportParams), request_body(content((ImportFile = "text/csv"), (ImportFile = "application/x-ndjson"), (ImportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 200, body = ImportReport)), security(("bearer" = ["users:write"])))]
#[post("/users/import")]
pub async fn import_users(command: Command<perm::UsersWrite, ImportParams>, upload: Upload) -> Result<Answer> {
    let import = upload.read(&accounts::SHEET).await?;
    let hashes = hashes(&command, &import).await?;
    let work = async |uow: &_, scope: &_, atomic| accounts::import(uow, scope, (&import, atomic), &hashes).await;
    import.answer(command, work).await
}

/// The hashes of the passwords, by the numbers of their rows, made before the transaction begins. A rehearsal needs none.
async fn hashes(command: &Command<perm::UsersWrite, ImportParams>, import: &Import) -> Result<Hashes> {
    let mut hashes = HashMap::new();
    if command.is_dry_run() || command.params.mode == Mode::Validate {
        return Ok(hashes);
    }
    for row in import.rows() {
        let Some(password) = row.text(&accounts::SHEET, "password").map(SecretString::from) else { continue };
        if check_password(&password, "/password").is_ok() {
            let hash = command.state.passwords.hash(password.expose_secret().to_owned()).await?;
            hashes.insert(row.number, hash);
        }
    }
    Ok(hashes)
}

/// Download a template for users
///
/// A spreadsheet with the columns, notes on them and lists of what may stand in them.
#[utoipa::path(tag = "users", responses((status = 200, content((XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["users:write"])))]
#[get("/users/import/template")]
pub async fn get_users_template(_: Can<perm::UsersWrite>, _: NoParams, req: HttpRequest) -> Result<HttpResponse> {
    template(&req, &accounts::SHEET)
}

/// Import assignments
///
/// By an administrator of the units, to people it looks after. A row with the `id` of an assignment moves its end, as `PATCH
/// /assignments/{id}` does; others assign roles. People are named by `user_id` or by `username`.
#[utoipa::path(tag = "users", params(ImportParams), request_body(content((ImportFile = "text/csv"), (ImportFile = "application/x-ndjson"), (ImportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 200, body = ImportReport)), security(("bearer" = ["users:write"])))]
#[post("/assignments/import")]
pub async fn import_assignments(command: Command<perm::UsersWrite, ImportParams>, upload: Upload) -> Result<Answer> {
    let import = upload.read(&assignments::SHEET).await?;
    let work = async |uow: &_, scope: &_, atomic| assignments::import(uow, scope, (&import, atomic)).await;
    import.answer(command, work).await
}

/// Download a template for assignments
///
/// A spreadsheet with the columns, notes on them and lists of what may stand in them.
#[utoipa::path(tag = "users", responses((status = 200, content((XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["users:write"])))]
#[get("/assignments/import/template")]
pub async fn get_assignments_template(_: Can<perm::UsersWrite>, _: NoParams, req: HttpRequest) -> Result<HttpResponse> {
    template(&req, &assignments::SHEET)
}

fn template(req: &HttpRequest, sheet: &Sheet) -> Result<HttpResponse> {
    let bytes = Template { sheet, rows: vec![] }.bytes()?;
    Ok(table::as_file(req, Format::Xlsx, sheet.name, bytes))
}
