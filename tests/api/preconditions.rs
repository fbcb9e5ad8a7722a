//! ETags: what was read is what is changed, and what has not changed is not sent again.
use serde_json::json;

use crate::support::both;

#[actix_web::test]
async fn a_change_needs_the_version_that_was_read() {
    both(async |app| {
        let admin = app.admin().await;
        let id = app.unit("H03.STP").await;
        let path = format!("/units/{id}");
        let rename = |name: &str| app.patch(&path, &admin).json(json!({"name": name}));
        rename("A").await.refused(428, "precondition_required");
        rename("A").version(7).await.refused(412, "version_mismatch");
        let odd_ones = [
            "v1",
            "\"1\"",
            "\"v1",
            "\"vx\"",
            "",
            ",",
            "\"v7\", \"v8\"",
            "*, \"v1\"",
            "\"v1\" \"v2\"",
            "\"v01\"",
            "\"v+1\"",
            "\"a, *\"",
            "\"v7\", v1",
            "\"v0\"",
        ];
        for odd in odd_ones {
            rename("A").if_match(odd).await.refused(412, "version_mismatch");
        }
        assert!(app.events(id).await.is_empty(), "a refused change happened");
        let first = rename("A").version(1).await.is(200);
        assert_eq!((first.etag(), first.version()), ("\"v2\"".to_owned(), 2));
        rename("B").version(1).await.refused(412, "version_mismatch");
        rename("B").if_match("W/\"v2\"").await.is(200);
        let any = rename("C").if_match("*").await.is(200);
        assert_eq!((any.etag(), &any["name"]), ("\"v4\"".to_owned(), &json!("C")));
        // Any of several; whatever tags of others say, and in whatever order.
        for (next, list) in
            (5..).zip(["\"v1\", \"v4\"", "\"v5\",\"v1\"", " , W/\"v6\" ,, \"of, another\"", "\"x\", \"v7\""])
        {
            assert_eq!(rename("D").if_match(list).await.is(200).version(), next, "{list}");
        }
        let many = (1..=16).map(|n| format!("\"v{n}\"")).collect::<Vec<_>>().join(", ");
        rename("E").if_match(&many).await.is(200);
        rename("E").if_match(format!("{many}, \"v17\"")).await.refused(400, "malformed_request");
        assert_eq!(app.events(id).await, ["unit.updated"; 8]);
    })
    .await;
}

#[actix_web::test]
async fn rights_are_looked_at_before_versions() {
    both(async |app| {
        let elsewhere = app.caller_with(&[(entity::assignment::Role::Administrator, "H01.STP")]).await;
        let path = format!("/units/{}", app.unit("H03.STP").await);
        let rename = app.patch(&path, &elsewhere).version(7).json(json!({"name": "A"}));
        rename.await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn an_item_that_has_not_changed_is_not_sent_again() {
    both(async |app| {
        let admin = app.admin().await;
        let path = format!("/units/{}", app.unit("H03.STP").await);
        let etag = app.get(&path, &admin).await.is(200).etag();
        let again = |tag: &str| app.get(&path, &admin).if_none_match(tag);
        for tag in [etag.as_str(), "*", "W/\"v1\"", "\"v9\", \"v1\"", "\"a, b\",\"v1\""] {
            let reply = again(tag).await.is(304);
            assert!(reply.body.is_empty() && reply.etag() == etag, "{tag}");
        }
        for tag in ["\"v9\"", "\"a,*,b\"", "\"a, \"v1\"", "v1"] {
            again(tag).await.is(200);
        }
        app.patch(&path, &admin).version(1).json(json!({"name": "A"})).await.is(200);
        let changed = again(&etag).await.is(200);
        assert_eq!((changed.etag(), &changed["name"]), ("\"v2\"".to_owned(), &json!("A")));
    })
    .await;
}

#[actix_web::test]
async fn a_list_that_has_not_changed_is_not_sent_again() {
    both(async |app| {
        let admin = app.admin().await;
        let path = format!("/units?within={}&limit=5", app.unit("H03.STP").await);
        for path in [path.as_str(), "/movements", "/indicators?limit=3", "/users", "/functions"] {
            let first = app.get(path, &admin).await.is(200);
            assert!(first.etag().starts_with("W/\""), "{}", first.describe());
            let again = app.get(path, &admin).if_none_match(first.etag()).await.is(304);
            assert_eq!((again.etag(), again.header("Link")), (first.etag(), first.header("Link")), "{path}");
        }
        let etag = app.get(&path, &admin).await.etag();
        let unit = format!("/units/{}", app.unit("H03.D060.PTP").await);
        app.patch(&unit, &admin).version(1).json(json!({"name": "A"})).await.is(200);
        let changed = app.get(&path, &admin).if_none_match(&etag).await.is(200);
        assert_ne!(changed.etag(), etag);
    })
    .await;
}

#[actix_web::test]
async fn a_merge_patch_tells_absent_from_null() {
    both(async |app| {
        let admin = app.admin().await;
        let path = format!("/units/{}", app.unit("H03.STP").await);
        let before = app.get(&path, &admin).await.is(200);
        assert!(before["name_en"].is_string());
        let absent = app.patch(&path, &admin).version(1).json(json!({"name": "A"})).await.is(200);
        assert_eq!(absent["name_en"], before["name_en"]);
        let null = app.patch(&path, &admin).version(2).json(json!({"name_en": null})).await.is(200);
        assert_eq!((&null["name_en"], &null["name"]), (&json!(null), &json!("A")));
        let never = app.patch(&path, &admin).version(3).json(json!({"name": null})).await;
        never.faults(&[("/name", "wrong_type")]);
    })
    .await;
}
