//! Names in the order of the Vietnamese alphabet: ă after a, and the tones after the letters.
use serde_json::json;

use crate::{
    clients::body,
    support::{Caller, TestApp, both},
};

/// The names of a whole list, page after page.
async fn paged(app: &TestApp, caller: &Caller, list: &str) -> Vec<String> {
    let mut names = vec![];
    let mut next = Some(list.to_owned());
    while let Some(path) = next {
        let page = app.get(&path, caller).await.is(200);
        names.extend(page.each("name").into_iter().map(str::to_owned));
        let link = page.header("Link").and_then(|link| link.strip_prefix('<')?.strip_suffix(">; rel=\"next\""));
        next = link.map(str::to_owned);
    }
    names
}

#[actix_web::test]
async fn names_are_ordered_as_the_alphabet_is_and_pages_keep_to_it() {
    both(async |app| {
        let admin = app.admin().await;
        let list = "/units?kind=provincial_justice_department&sort=name";
        let all = app.get(&format!("{list}&limit=200"), &admin).await.is(200);
        let names = all.each("name");
        let at = |province: &str| {
            let name = format!("Sở Tư pháp tỉnh {province}");
            names.iter().position(|known| *known == name).unwrap_or_else(|| panic!("no {name} in {names:?}"))
        };
        let provinces = [
            "An Giang",
            "Bạc Liêu",
            "Bắc Giang",
            "Bắc Kạn",
            "Bắc Ninh",
            "Bến Tre",
            "Cà Mau",
            "Đắk Lắk",
            "Đồng Nai",
            "Gia Lai",
        ];
        assert!(provinces.is_sorted_by_key(|province| at(province)), "{names:?}");
        assert_eq!(paged(&app, &admin, &format!("{list}&limit=7")).await, names);
        // Eth is drawn as Đ is: whoever types it finds the name where it was.
        let dak_lak = all.items().iter().find(|unit| unit["name"] == "Sở Tư pháp tỉnh Đắk Lắk").unwrap();
        let unit = format!("/units/{}", dak_lak["id"].as_str().unwrap());
        let typed = json!({"name": "Sở Tư pháp tỉnh \u{d0}ắk Lắk"});
        app.patch(&unit, &admin).if_match("*").json(typed).await.is(200);
        let again = app.get(&format!("{list}&limit=200"), &admin).await.is(200);
        assert_eq!(again.each("id"), all.each("id"));
    })
    .await;
}

#[actix_web::test]
async fn clients_are_ordered_as_the_alphabet_is_too() {
    both(async |app| {
        let admin = app.admin().await;
        let mut names = ["An", "Ăn", "Ân", "Bạc Liêu", "Bắc Giang", "Dầu", "Đăng", "đông"];
        for at in [4, 2, 7, 0, 5, 3, 6, 1] {
            let mut client = body(&app, "H03.STP", &["units:read"]).await;
            client["name"] = json!(names[at]);
            app.post("/clients", &admin).json(client).await.is(201);
        }
        for path in ["/clients?limit=3", "/clients?limit=3&sort=name&status=active"] {
            assert_eq!(paged(&app, &admin, path).await, names, "{path}");
        }
        // Another name is another place.
        let first = app.get("/clients?limit=1", &admin).await.is(200).items()[0]["id"].as_str().unwrap().to_owned();
        let renamed = app.patch(&format!("/clients/{first}"), &admin).if_match("*").json(json!({"name": "Ơn"}));
        renamed.await.is(200);
        names[0] = "Ơn";
        names.rotate_left(1);
        assert_eq!(paged(&app, &admin, "/clients?limit=3").await, names);
        names.reverse();
        assert_eq!(paged(&app, &admin, "/clients?limit=3&sort=-name").await, names);
        // One of the longest names is a page's last one, too.
        for letter in ["ế", "ặ"] {
            let mut client = body(&app, "H03.STP", &["units:read"]).await;
            client["name"] = json!(letter.repeat(300));
            app.post("/clients", &admin).json(client).await.is(201);
        }
        assert_eq!(paged(&app, &admin, "/clients?limit=1").await.len(), names.len() + 2);
    })
    .await;
}
