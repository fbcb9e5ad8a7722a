//! Names in the order of the Vietnamese alphabet: ă after a, and the tones after the letters.
use serde_json::json;

use crate::support::both;

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
        let mut paged = vec![];
        let mut next = Some(format!("{list}&limit=7"));
        while let Some(path) = next {
            let page = app.get(&path, &admin).await.is(200);
            paged.extend(page.each("name").into_iter().map(str::to_owned));
            let link = page.header("Link").and_then(|link| link.strip_prefix('<')?.strip_suffix(">; rel=\"next\""));
            next = link.map(str::to_owned);
        }
        assert_eq!(paged, names);
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
