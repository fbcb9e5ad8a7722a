//! What administrators may do, and of whom they learn: of nobody but those they look after.
use entity::assignment::Role::{Administrator, Head, Officer};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{an, role, with};
use crate::support::{Caller, Reply, TestApp, both, together};

/// What an answer tells, but for the trace id and the path.
fn told(reply: &Reply) -> (u16, String) {
    let mut body = reply.json.clone();
    body["trace_id"] = json!("");
    body["instance"] = json!("");
    (reply.status, body.to_string())
}

async fn of_bac_kan(app: &TestApp) -> Caller {
    app.caller_with(&[(Administrator, "H03.STP")]).await
}

#[actix_web::test]
async fn functions_of_the_sector_are_given_by_the_ministry() {
    both(async |app| {
        let body = json!({"function": "emulation_standing_body", "unit_id": app.unit("H03.STP").await,
            "valid_from": "2024-06-03", "legal_basis": "1/QĐ-BTP"});
        for unit in ["H03.STP", "G15.TDKT", "G15.TCTHADS"] {
            let local = app.caller_with(&[(Administrator, unit)]).await;
            app.post("/functions", &local).json(body.clone()).await.refused(403, "forbidden");
        }
        app.post("/functions", &app.admin().await).json(body).await.is(201);
    })
    .await;
}

/// Of a kind or in a province that is not its own, or with the power to decide awards.
#[actix_web::test]
async fn what_counts_in_the_whole_sector_is_not_made_below_a_unit() {
    both(async |app| {
        let local = of_bac_kan(&app).await;
        let unit = json!({"code": "H03.D999.PTP", "kind": "district_justice_office", "name": "Phòng",
            "parent_id": app.unit("H03.STP").await, "province_code": "06", "valid_from": "2024-01-01"});
        let make = async |who: &Caller, body: Value| app.post("/units", who).json(body).await;
        for (member, value) in [
            ("kind", json!("provincial_justice_department")),
            ("kind", json!("ministry_unit")),
            ("province_code", json!("01")),
            ("province_code", Value::Null),
            ("legal_personality", json!(true)),
        ] {
            make(&local, with(unit.clone(), member, value.clone())).await.refused(403, "forbidden");
            let step = json!([{"type": "create", "unit": {"code": "H03.D998.PTP", "kind": "district_justice_office",
                "name": "Phòng", "parent": "H03.STP", "province_code": "06"}}]);
            let mut document = json!({"title": "A", "legal_basis": "1/QĐ-BTP", "in_force_from": "2024-01-01",
                "operational_from": "2024-01-01", "steps": step});
            document["steps"][0]["unit"][member] = value;
            app.post("/reorganisations", &local).json(document).await.refused(403, "forbidden");
        }
        for who in [&local, &app.admin().await] {
            let ministry = make(who, with(unit.clone(), "kind", json!("ministry"))).await;
            ministry.faults(&[("/kind", "not_allowed")]);
        }
        make(&local, unit).await.is(201);
        let path = format!("/units/{}", app.unit("H03.STP").await);
        let power = |who: &Caller| app.patch(&path, who).if_match("*").json(json!({"legal_personality": false}));
        power(&local).await.refused(403, "forbidden");
        power(&app.admin().await).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn nobody_changes_a_role_of_its_own() {
    both(async |app| {
        for unit in ["H03.STP", "G15"] {
            let itself = app.caller_with(&[(Administrator, unit)]).await;
            app.admin().await;
            for name in ["head", "officer", "administrator"] {
                let body = role(&app, itself.id(), name, unit).await;
                app.post("/assignments", &itself).json(body).await.refused(403, "forbidden");
            }
            let own = app.get(&format!("/assignments?user_id={}", itself.id()), &itself).await.is(200);
            let path = format!("/assignments/{}", own.each("id")[0]);
            for end in [json!("2024-12-31"), Value::Null] {
                let change = app.patch(&path, &itself).if_match("*").json(json!({"valid_to": end}));
                change.await.refused(403, "forbidden");
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn an_account_without_roles_is_its_makers_and_the_ministrys() {
    both(async |app| {
        let (maker, other, ministry) = (of_bac_kan(&app).await, of_bac_kan(&app).await, app.admin().await);
        let id = app.post("/users", &maker).json(an()).await.is(201).id();
        let path = format!("/users/{id}");
        for (who, status) in [(&maker, 200), (&ministry, 200), (&other, 404)] {
            assert_eq!(app.get(&path, who).await.status, status);
            let listed = app.get("/users?q=an.nguyen", who).await.is(200);
            assert_eq!(listed.items().len(), usize::from(status == 200));
            let set = app.patch(&path, who).if_match("*").json(json!({"password": "mười ba ký tự đấy"}));
            assert_eq!(set.await.status, status);
        }
        // Once it has a role, it is of whoever administers that.
        app.post("/assignments", &maker).json(role(&app, id, "officer", "H03.STP").await).await.is(201);
        app.get(&path, &other).await.is(200);
        app.post("/assignments", &ministry).json(role(&app, id, "officer", "H01.STP").await).await.is(201);
        app.get(&path, &maker).await.refused(404, "not_found");
        assert_eq!(app.get("/users?q=an.nguyen", &maker).await.is(200).items().len(), 0);
    })
    .await;
}

/// Every way to name an account or a role answers for a foreign one as for one that nobody has.
#[actix_web::test]
async fn foreign_people_do_not_exist() {
    both(async |app| {
        let local = of_bac_kan(&app).await;
        let foreign = app.caller_with(&[(Officer, "H01.STP")]).await;
        let fresh = app.person(&[]).await;
        let roles = app.get(&format!("/assignments?user_id={}", foreign.id()), &app.admin().await).await.is(200);
        let assignment: Uuid = roles.each("id")[0].parse().unwrap();
        let own = app.caller_with(&[(Officer, "H03.STP")]).await;
        let base = role(&app, own.id(), "head", "H03.STP").await;
        let documented = with(base.clone(), "document_number", json!("12/QĐ-STP"));
        let documented = with(documented, "document_issued_on", json!("2024-06-03"));
        let delegated = |by: Uuid| with(documented.clone(), "delegated_by_id", json!(by));
        let ways = async |user: Uuid, role: Uuid| {
            let mut answers = vec![];
            answers.push(app.get(&format!("/users/{user}"), &local).await);
            let patch = |body: Value| app.patch(&format!("/users/{user}"), &local).if_match("*").json(body);
            answers.push(patch(json!({"password": "mười ba ký tự đấy"})).await);
            answers.push(patch(json!({"status": "suspended"})).await);
            let assign = |body: Value| app.post("/assignments", &local).json(body);
            answers.push(assign(with(base.clone(), "user_id", json!(user))).await);
            answers.push(assign(delegated(user)).await);
            let dry = app.post("/assignments?dry_run=true", &local).json(with(base.clone(), "user_id", json!(user)));
            answers.push(dry.await);
            let end = app.patch(&format!("/assignments/{role}"), &local).if_match("*");
            answers.push(end.json(json!({"valid_to": "2024-06-01"})).await);
            answers.push(app.get(&format!("/assignments?user_id={user}"), &local).await);
            answers.iter().map(told).collect::<Vec<_>>()
        };
        let nobody = ways(Uuid::now_v7(), Uuid::now_v7()).await;
        for hidden in [foreign.id(), fresh.id(), app.admin().await.id()] {
            assert_eq!(ways(hidden, assignment).await, nobody);
        }
        let elsewhere = format!("/users?unit_id={}", app.unit("H01.STP").await);
        assert_eq!(app.get(&elsewhere, &local).await.is(200).items().len(), 0);
    })
    .await;
}

#[actix_web::test]
async fn a_document_about_others_is_not_there() {
    both(async |app| {
        let (local, ministry) = (of_bac_kan(&app).await, app.admin().await);
        let draft = async |who: &Caller, unit: &str| {
            let step = json!([{"type": "rename", "unit": unit, "name": "Phòng mới"}]);
            let body = json!({"title": "A", "legal_basis": "1/QĐ-BTP", "in_force_from": "2024-05-01",
                "operational_from": "2024-05-01", "steps": step});
            app.post("/reorganisations", who).json(body).await.is(201).id()
        };
        let (own, foreign) = (draft(&local, "H03.D061.PTP").await, draft(&ministry, "H01.STP").await);
        let ways = async |id: Uuid| {
            let mut answers = vec![];
            for part in ["", "/effects"] {
                answers.push(app.get(&format!("/reorganisations/{id}{part}"), &local).await);
            }
            answers.push(
                app.patch(&format!("/reorganisations/{id}"), &local).if_match("*").json(json!({"title": "B"})).await,
            );
            for (step, body) in [
                ("preview", Value::Null),
                ("apply", json!({"digest": "0"})),
                ("cancel", json!({"reason": "Không còn cần thiết nữa"})),
                ("undo", json!({"reason": "Không còn cần thiết nữa"})),
            ] {
                let call = app.post(&format!("/reorganisations/{id}/{step}"), &local).if_match("*");
                answers.push(if body.is_null() { call.await } else { call.json(body).await });
            }
            answers.iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(ways(foreign).await, ways(Uuid::now_v7()).await);
        let listed = app.get("/reorganisations?count=exact", &local).await.is(200);
        assert_eq!((listed.each("id"), &listed["total"]), (vec![own.to_string().as_str()], &json!(1)));
        assert_eq!(app.get("/reorganisations", &ministry).await.is(200).items().len(), 2);
        // A unit that carries out a function of the sector is the ministry's to reorganise.
        let body = json!({"title": "A", "legal_basis": "1/QĐ-BTP", "in_force_from": "2024-05-01",
            "operational_from": "2024-05-01", "steps": [{"type": "rename", "unit": "G15.TDKT", "name": "Vụ"}]});
        let of_vu = app.caller_with(&[(Administrator, "G15.TDKT")]).await;
        app.post("/reorganisations", &of_vu).json(body).await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn the_ministry_always_has_an_administrator() {
    both(async |app| {
        let (one, other) = (app.admin().await, app.caller_with(&[(Administrator, "G15")]).await);
        app.caller_with(&[(Head, "G15"), (Administrator, "H03.STP")]).await;
        let role_of = async |who: &Caller| {
            let roles = app.get(&format!("/assignments?user_id={}", who.id()), &one).await.is(200);
            format!("/assignments/{}", roles.each("id")[0])
        };
        let suspend = |by: &Caller, whom: &Caller| {
            app.patch(&format!("/users/{}", whom.id()), by).if_match("*").json(json!({"status": "suspended"}))
        };
        let end = |by: &Caller, path: &str, day: &str| app.patch(path, by).if_match("*").json(json!({"valid_to": day}));
        // The other's end is known: from then on the first is the only one.
        end(&one, &role_of(&other).await, "2024-12-31").await.is(200);
        suspend(&other, &one).await.refused(409, "last_administrator");
        suspend(&one, &one).await.refused(409, "last_administrator");
        for day in ["2024-06-02", "2024-06-03", "2030-01-01"] {
            end(&other, &role_of(&one).await, day).await.refused(409, "last_administrator");
        }
        app.set_clock("2025-01-01T02:00:00Z");
        suspend(&one, &one).await.refused(409, "last_administrator");
        app.get("/users", &one).await.is(200);
    })
    .await;
}

/// Makes an account one of the demonstration, or all of them.
async fn of_the_demonstration(app: &TestApp, who: Option<&Caller>) {
    use entity::user_account::{Column, Entity};
    let mut update = Entity::update_many().col_expr(Column::IsDemo, Expr::value(true));
    if let Some(who) = who {
        update = update.filter(Column::Id.eq(who.id()));
    }
    update.exec(app.state.db.primary()).await.unwrap();
}

#[actix_web::test]
async fn the_last_administrator_is_the_last_whoever_asks() {
    both(async |app| {
        let (person, demo) = (app.admin().await, app.caller_with(&[(Administrator, "G15")]).await);
        of_the_demonstration(&app, Some(&demo)).await;
        let suspend = |by: &Caller, whom: &Caller| {
            let path = format!("/users/{}?dry_run=true", whom.id());
            app.patch(&path, by).if_match("*").json(json!({"status": "suspended"}))
        };
        for by in [&demo, &person] {
            suspend(by, &person).await.refused(409, "last_administrator");
            suspend(by, &demo).await.is(200);
        }
        // A demonstration keeps one too.
        of_the_demonstration(&app, None).await;
        for by in [&demo, &person] {
            suspend(by, &person).await.is(200);
        }
        app.patch(&format!("/users/{}", demo.id()), &person)
            .if_match("*")
            .json(json!({"status": "suspended"}))
            .await
            .is(200);
        suspend(&person, &person).await.refused(409, "last_administrator");
    })
    .await;
}

#[actix_web::test]
async fn of_two_who_suspend_each_other_one_stays() {
    both(async |app| {
        for _ in 0..3 {
            let people =
                [app.caller_with(&[(Administrator, "G15")]).await, app.caller_with(&[(Administrator, "G15")]).await];
            // Nobody else is left.
            let all = app.get("/assignments?role=administrator&limit=200", &people[0]).await.is(200);
            for user in all.each("user_id") {
                if people.iter().all(|one| one.id().to_string() != user) {
                    let path = format!("/users/{user}");
                    app.patch(&path, &people[0]).if_match("*").json(json!({"status": "suspended"})).await.is(200);
                }
            }
            let suspend = |by: usize, whom: usize| {
                let path = format!("/users/{}", people[whom].id());
                let (app, by) = (app.clone(), people[by].clone());
                async move { app.patch(&path, &by).if_match("*").json(json!({"status": "suspended"})).await.status }
            };
            let statuses = together([suspend(0, 1), suspend(1, 0)]).await;
            assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
            let left = if statuses[0] == 200 { &people[0] } else { &people[1] };
            app.get("/users?limit=1", left).await.is(200);
        }
    })
    .await;
}
