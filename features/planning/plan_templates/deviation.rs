//! What a plan does differently from the template it began with.
use base::{
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::db::Conn,
};
use uuid::Uuid;

use super::{repo, rules::without_own, view};
use crate::plans::{
    self,
    diff::{self, Keyed},
    dto::{Content, Part, PartChange, PlanDiff},
};

/// Nothing is found for a plan that began without a template.
pub async fn of_plan(db: &Conn, scope: &Scope, id: Uuid) -> Result<PlanDiff> {
    let plan = plans::repo::get(db, scope, id).await?;
    let template = plan.template_id.ok_or_else(|| Error::new(Code::NotFound))?;
    let template = repo::any(db, template).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let changes = between(&view::content(&template)?, plans::content_of(db, &plan).await?);
    Ok(PlanDiff { from: None, to: plan.version_no, changes })
}

/// Members of a target that stand for themselves where they are left out.
const FILLED_IN: [&str; 3] = ["title", "unit_of_measure", "aggregation"];

fn between(template: &Content, plan: Content) -> Vec<PartChange> {
    let before = diff::keyed_by_name(template);
    let mut after = diff::keyed_by_name(&without_own(plan));
    for target in after.iter_mut().filter(|keyed| keyed.part == Part::Target) {
        let same = |keyed: &&Keyed| keyed.part == Part::Target && keyed.key == target.key;
        if let Some(recommended) = before.iter().find(same) {
            target
                .members
                .retain(|name, _| !FILLED_IN.contains(&name.as_str()) || recommended.members.contains_key(name));
        }
    }
    diff::diff(&before, &after)
}

#[cfg(test)]
mod tests {
    use base::kernel::text::Text;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::between;
    use crate::plans::dto::{ChangeKind, Content, Part};

    fn content(value: Value) -> Content {
        serde_json::from_str(&value.to_string()).unwrap()
    }

    fn template() -> Content {
        content(json!({
            "tasks": [{"code": "T-05", "title": "Trợ giúp pháp lý"}, {"title": "Hòa giải ở cơ sở"}],
            "measures": [{"task_no": 1, "title": "Lưu động tại xã"}],
            "targets": [{"task_no": 1, "indicator_code": "TGPL-07", "comparator": "gte", "target_value": 6}],
        }))
    }

    /// As a plan says it once it is stored: what was left out is filled in, and the unit's own is there.
    fn plan() -> Content {
        let mut plan = template();
        plan.targets[0].title = Some(Text::parse("Số lượt trợ giúp lưu động").unwrap());
        plan.targets[0].allocation_id = Some(Uuid::now_v7());
        plan.targets[0].responsible_unit_id = Some(Uuid::now_v7());
        plan.tasks[0].id = Some(Uuid::now_v7());
        plan
    }

    #[test]
    fn a_plan_that_follows_its_template_does_not_deviate() {
        assert_eq!(between(&template(), plan()), vec![]);
        let mut turned = plan();
        turned.tasks.reverse();
        (turned.measures[0].task_no, turned.targets[0].task_no) = (Some(2), 2);
        assert_eq!(between(&template(), turned), vec![]);
    }

    #[test]
    fn what_is_left_out_added_or_changed_is_shown() {
        let mut other = plan();
        other.tasks.remove(1);
        other.targets[0].target_value = Some(entity::Quantity::whole(5));
        other.measures[0].title = Text::parse("Qua mạng").unwrap();
        let found: Vec<_> = between(&template(), other).into_iter().map(|c| (c.part, c.kind, c.title)).collect();
        let expected = [
            (Part::Task, ChangeKind::Removed, "Hòa giải ở cơ sở"),
            (Part::Measure, ChangeKind::Added, "Qua mạng"),
            (Part::Measure, ChangeKind::Removed, "Lưu động tại xã"),
            (Part::Target, ChangeKind::Changed, "Số lượt trợ giúp lưu động"),
        ];
        let expected: Vec<_> = expected.map(|(part, kind, title)| (part, kind, title.to_owned())).into();
        assert_eq!(found, expected);
    }
}
