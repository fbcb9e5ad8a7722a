//! What a machine client may do: all operations, with every scope that there is, and with parts of them.
use std::collections::BTreeSet;

use base::kernel::policy::{FOR_MACHINES, Permission};

use super::{attempt, operations, table::Row};
use crate::{
    clients::machine,
    support::{TestApp, both},
};

/// How an operation begins that only a person carries out: it signs, sends, accepts, answers, decides, votes or administers.
const PEOPLE: [&str; 40] = [
    "accept",
    "acknowledge",
    "activate",
    "announce",
    "apply",
    "appraise",
    "cancel_",
    "check_off",
    "close",
    "conclude_",
    "confer",
    "confirm",
    "decide",
    "declare",
    "dispute",
    "dissolve",
    "extend",
    "forward",
    "found",
    "give",
    "hand_over",
    "hold",
    "issue",
    "launch",
    "notify",
    "open",
    "pass",
    "propose",
    "receive",
    "recognise",
    "record",
    "refuse",
    "release",
    "resolve",
    "return",
    "send",
    "sign",
    "submit",
    "vote",
    "waive_obligation",
];

const ITS_OWN: [&str; 2] = ["get_operation", "get_operation_result"];

fn may(row: &Row, held: &[Permission]) -> bool {
    let (operation, .., needs) = *row;
    match needs {
        "public" => true,
        "signed in" => ITS_OWN.contains(&operation),
        needs => Permission::from_name(needs).is_some_and(|permission| held.contains(&permission)),
    }
}

async fn walk(app: &TestApp, held: &[Permission], scope: &str) {
    let names: Vec<&str> = FOR_MACHINES.iter().map(|permission| permission.name()).collect();
    let client = machine(app, "G15", &names).await;
    let caller = client.signed_in_for(app, scope).await;
    for row in operations() {
        let reply = attempt(app, row, &caller).await;
        let refused = (reply.status, reply.code()) == (403, "forbidden");
        assert_eq!(refused, !may(row, held), "{scope}: {row:?}: {}", reply.describe());
        let let_in = reply.status != 401 || row.3 == "public";
        assert!(let_in && reply.status < 500, "{row:?}: {}", reply.describe());
    }
}

fn text(permissions: &[Permission]) -> String {
    permissions.iter().map(|permission| permission.name()).collect::<Vec<_>>().join(" ")
}

#[actix_web::test]
async fn a_machine_with_every_scope_does_what_scopes_allow_and_nothing_else() {
    both(async |app| walk(&app, FOR_MACHINES, &text(FOR_MACHINES)).await).await;
}

#[actix_web::test]
async fn a_token_opens_exactly_what_it_holds() {
    both(async |app| {
        let (odd, even): (Vec<_>, Vec<_>) = FOR_MACHINES.iter().enumerate().partition(|(at, _)| at % 2 == 1);
        for half in [odd, even] {
            let held: Vec<Permission> = half.into_iter().map(|(_, permission)| *permission).collect();
            walk(&app, &held, &text(&held)).await;
        }
    })
    .await;
}

/// By what operations are called, not by the policy: whatever that says, these are never a machine's.
#[test]
fn no_scope_opens_what_only_people_do() {
    let named = |row: &&Row| PEOPLE.iter().any(|verb| row.0.starts_with(verb)) && row.1 != "GET";
    // What everybody may do, nobody's token opens.
    let theirs: Vec<&Row> = operations().filter(named).filter(|row| row.3 != "public").collect();
    assert!(theirs.len() > 60, "{}", theirs.len());
    let opened: BTreeSet<&str> = theirs.iter().filter(|row| may(row, FOR_MACHINES)).map(|row| row.0).collect();
    assert!(opened.is_empty(), "{opened:?}");
}
