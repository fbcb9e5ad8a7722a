//! Keyset pages: every row exactly once, whatever the order and the size.
use std::collections::BTreeSet;

use proptest::{
    prelude::*,
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::{Value, json};

use crate::support::{Caller, Reply, TestApp, both};

/// Follows `Link` to the end, and says how many items each page held.
async fn walk(app: &TestApp, caller: &Caller, path: &str) -> (Vec<Value>, Vec<usize>) {
    let (mut items, mut sizes, mut next) = (vec![], vec![], Some(path.to_owned()));
    while let Some(path) = next {
        let page = app.get(&path, caller).await.is(200);
        assert_eq!(linked(&page).is_some(), page["next_cursor"].is_string(), "{}", page.describe());
        items.extend(page.items().iter().cloned());
        sizes.push(page.items().len());
        assert!(sizes.len() < 2000, "{path} never ends");
        next = linked(&page);
    }
    (items, sizes)
}

fn linked(page: &Reply) -> Option<String> {
    let link = page.header("Link")?;
    let target = link.strip_prefix('<').and_then(|l| l.strip_suffix(">; rel=\"next\""));
    Some(target.unwrap_or_else(|| panic!("{link}")).to_owned())
}

fn ids(items: &[Value]) -> BTreeSet<String> {
    items.iter().map(|item| item["id"].to_string()).collect()
}

/// Every list, the members it sorts by and how many rows it holds here.
const LISTS: [(&str, &[&str], usize); 5] = [
    ("/units?province_code=06", &["code", "name", "valid_from"], 18),
    ("/indicators", &["code"], 38),
    ("/users", &["username"], 41),
    ("/assignments", &["valid_from"], 41),
    ("/movements", &["starts_on", "code"], 13),
];

/// A size of page and an order.
fn questions(sorts: &'static [&'static str]) -> impl Strategy<Value = (usize, String)> {
    let order = proptest::sample::subsequence(sorts, 1..=sorts.len()).prop_shuffle();
    let order =
        order.prop_flat_map(|names| (Just(names.clone()), proptest::collection::vec(any::<bool>(), names.len())));
    let sort = order.prop_map(|(names, down)| {
        let signed = names.iter().zip(down).map(|(name, down)| format!("{}{name}", if down { "-" } else { "" }));
        signed.collect::<Vec<_>>().join(",")
    });
    (prop_oneof![1_usize..6, 1_usize..=200], sort)
}

async fn fill(app: &TestApp) {
    let officer = app.officer("G15.TDKT").await;
    for n in 0..12 {
        let day = format!("2024-0{}-01", 1 + n % 3);
        let draft = json!({"code": format!("M{}", n / 2 * 7 % 10 + n * 10), "title": "Thi đua", "starts_on": day,
            "ends_on": "2024-12-31", "launched_by_unit_id": app.unit("G15").await});
        app.post("/movements", &officer).json(draft).await.is(201);
    }
    for n in 0..39 {
        let from = app.clock.today() - chrono::Days::new(n % 5);
        app.person(&[(entity::assignment::Role::Officer, app.unit("H03.STP").await, from, None)]).await;
    }
}

#[actix_web::test]
async fn every_row_is_seen_exactly_once_and_in_order() {
    both(async |app| {
        let admin = app.caller_with(&[
            (entity::assignment::Role::Administrator, "G15"),
            (entity::assignment::Role::Officer, "G15.TDKT"),
        ]);
        let admin = admin.await;
        fill(&app).await;
        let mut runner = TestRunner::deterministic();
        for (list, sorts, rows) in LISTS {
            for _ in 0..12 {
                let (limit, sort) = questions(sorts).new_tree(&mut runner).unwrap().current();
                let joint = if list.contains('?') { '&' } else { '?' };
                let path = format!("{list}{joint}limit={limit}&sort={sort}");
                let (items, sizes) = walk(&app, &admin, &path).await;
                let rows = if list.starts_with("/assignments") { rows + 1 } else { rows };
                assert_eq!((items.len(), ids(&items).len()), (rows, rows), "{path}");
                assert!(sizes.iter().rev().skip(1).all(|size| *size == limit), "{path}: {sizes:?}");
                in_order(&items, &sort, &path);
            }
        }
    })
    .await;
}

/// Names are ordered by their folded form, which the wire does not show; everything else as it is read.
fn in_order(items: &[Value], sort: &str, path: &str) {
    let (first, descending) = match sort.split(',').next().unwrap() {
        name if name.starts_with('-') => (name.trim_start_matches('-'), true),
        name => (name, false),
    };
    let shown = |item: &Value| match first {
        "name" => base::kernel::text::fold(item["name"].as_str().unwrap()),
        member => item[member].as_str().unwrap().to_owned(),
    };
    let shown: Vec<_> = items.iter().map(shown).collect();
    let ordered = shown.is_sorted_by(|a, b| if descending { a >= b } else { a <= b });
    assert!(ordered, "{path}: {shown:?}");
}

#[actix_web::test]
async fn rows_made_meanwhile_disturb_nobody() {
    both(async |app| {
        let admin = app.admin().await;
        for _ in 0..5 {
            app.caller_with(&[]).await;
        }
        let first = app.get("/users?limit=3&sort=-username", &admin).await.is(200);
        let before: BTreeSet<_> = ids(&walk(&app, &admin, "/users").await.0);
        // Newer names sort last, so going down the new row comes before the page already read.
        app.caller_with(&[]).await;
        let (rest, _) = walk(&app, &admin, &linked(&first).unwrap()).await;
        let mut seen = ids(first.items());
        assert_eq!(seen.len() + rest.len(), before.len());
        seen.extend(ids(&rest));
        assert_eq!(seen, before);
    })
    .await;
}

#[actix_web::test]
async fn a_total_is_exact_and_only_told_when_asked_for() {
    both(async |app| {
        let admin = app.admin().await;
        let page = app.get("/units?limit=1", &admin).await.is(200);
        assert!(page.json.get("total").is_none() && page.items().len() == 1);
        let page = app.get("/units?limit=1&count=exact", &admin).await.is(200);
        assert_eq!(page["total"], 1562);
        let next = app.get(&linked(&page).unwrap(), &admin).await.is(200);
        assert_eq!((&next["total"], next.items().len()), (&json!(1562), 1), "the next page is asked alike");
        let few = app.get("/units?count=exact&province_code=06&kind=district_justice_office", &admin).await.is(200);
        assert_eq!((few["total"].as_u64(), few.header("Link")), (Some(few.items().len() as u64), None));
        assert_eq!(app.get("/units", &admin).await.items().len(), 50, "the default is 50");
        assert_eq!(app.get("/units?limit=200", &admin).await.items().len(), 200);
    })
    .await;
}

#[actix_web::test]
async fn a_cursor_is_good_for_its_own_list_and_unchanged() {
    both(async |app| {
        let admin = app.admin().await;
        for list in ["/units?limit=1&q=ba be", "/indicators?limit=2", "/units?limit=2&sort=-name"] {
            let list = list.replace(' ', "%20");
            let page = app.get(&list, &admin).await.is(200);
            let cursor = page["next_cursor"].as_str().unwrap();
            app.get(&format!("{list}&cursor={cursor}"), &admin).await.is(200);
            for at in 0..cursor.len() {
                let mut changed = cursor.as_bytes().to_vec();
                changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
                let changed = String::from_utf8(changed).unwrap();
                let reply = app.get(&format!("{list}&cursor={changed}"), &admin).await;
                assert_eq!((reply.status, reply.code()), (400, "invalid_cursor"), "byte {at}: {}", reply.describe());
            }
            app.get(&format!("{list}&cursor=%20"), &admin).await.refused(400, "invalid_parameter");
            for wrong in ["x", "AAAA", "null"] {
                app.get(&format!("{list}&cursor={wrong}"), &admin).await.refused(400, "invalid_cursor");
            }
            let elsewhere = format!("/units?limit=2&q=hue&cursor={cursor}");
            app.get(&elsewhere, &admin).await.refused(400, "invalid_cursor");
        }
    })
    .await;
}
