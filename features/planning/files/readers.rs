//! Who reads the papers of oversight, and what belongs to sessions of councils. Whoever reads a paper reads the files that are attached to it, so these conditions
//! stand below the features whose papers they are of, which ask them too.
use base::kernel::scope::Scope;
use entity::{
    council_conflict, council_item, council_session,
    function_assignment::Function,
    guidance, guidance_addressee, inspection, inspection_explanation,
    inspection_recommendation::{self, RecommendationStatus},
    inspection_unit,
    paper_attachment::{self, PaperType},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{SelectStatement, SimpleExpr},
};

/// Guidance of one's own units, what units below have issued, and what was issued to one's own.
pub fn guidance(scope: &Scope) -> Condition {
    let addressed = guidance::Column::Id.in_subquery(addressed(scope).into_query());
    guidance_addressed(scope, Some(addressed))
}

/// The same where it is known which was issued to one's own units: a list reads those first, for no database finds the
/// rows of either by indexes while one side is a query.
pub fn guidance_addressed(scope: &Scope, addressed: Option<SimpleExpr>) -> Condition {
    let issued = || Condition::all().add(guidance::Column::IssuedAt.is_not_null());
    let mut visible = scope.visible(guidance::Column::UnitId, issued());
    // What the standing body gave is whoever's that holds the function today.
    let holder = scope.organisation.holder(Function::EmulationStandingBody, scope.today);
    if holder.is_some_and(|holder| scope.owns(holder)) {
        visible = visible.add(guidance::Column::UnitFunction.eq(Function::EmulationStandingBody));
    }
    match addressed {
        Some(addressed) => visible.add(issued().add(addressed)),
        None => visible,
    }
}

/// The ids of the guidance that was issued to one's own units.
pub fn addressed(scope: &Scope) -> Select<guidance_addressee::Entity> {
    use guidance_addressee::Column;
    let found = guidance_addressee::Entity::find().select_only().column(Column::GuidanceId);
    found.filter(Column::UnitId.is_in(scope.owned()))
}

/// The files of papers that the caller reads.
pub fn files(scope: &Scope) -> SelectStatement {
    use paper_attachment::Column;
    paper_attachment::Entity::find().select_only().column(Column::FileId).filter(attached(scope)).into_query()
}

/// What is attached to papers that the caller reads.
pub fn attached(scope: &Scope) -> Condition {
    use paper_attachment::Column;
    let of = |kind: PaperType, papers: SelectStatement| {
        Condition::all().add(Column::PaperType.eq(kind)).add(Column::PaperId.in_subquery(papers))
    };
    let guidance = guidance::Entity::find().select_only().column(guidance::Column::Id).filter(guidance(scope));
    let inspections = inspection::Entity::find().select_only().column(inspection::Column::Id);
    let explanations = inspection_explanation::Entity::find().select_only().column(inspection_explanation::Column::Id);
    let advice = inspection_recommendation::Entity::find().select_only().column(inspection_recommendation::Column::Id);
    let sittings = council_session::Entity::find().select_only().column(council_session::Column::Id);
    let agendas = council_item::Entity::find().select_only().column(council_item::Column::Id);
    Condition::any()
        .add(of(PaperType::Guidance, guidance.into_query()))
        .add(of(PaperType::Inspection, inspections.filter(self::inspections(scope)).into_query()))
        .add(of(PaperType::Explanation, explanations.filter(self::explanations(scope)).into_query()))
        .add(of(PaperType::Recommendation, advice.filter(recommendations(scope)).into_query()))
        .add(of(PaperType::CouncilSession, sittings.filter(sessions(scope)).into_query()))
        .add(of(PaperType::CouncilItem, agendas.filter(items(scope)).into_query()))
}

/// Sessions of the councils of one's own units; of the ministry's for its standing body too. Members read what belongs to a session
/// there (`awards/councils`): as such they read nothing else of the unit.
fn sessions(scope: &Scope) -> Condition {
    let ministry = scope.organisation.ministry().filter(|_| scope.reads_sector());
    Condition::all().add(council_session::Column::UnitId.is_in(scope.owned().chain(ministry)))
}

/// The items of those sessions, but for the dossiers in which the caller has an interest.
fn items(scope: &Scope) -> Condition {
    use council_item::Column::{Id, SessionId};
    let of = council_session::Entity::find().select_only().column(council_session::Column::Id).filter(sessions(scope));
    Condition::all().add(SessionId.in_subquery(of.into_query())).add(Id.not_in_subquery(interests(scope)))
}

/// The items of agendas in which the caller has an interest.
fn interests(scope: &Scope) -> SelectStatement {
    use council_conflict::Column;
    let found = council_conflict::Entity::find().select_only().column(Column::ItemId);
    found.filter(Column::UserId.eq(scope.user_id)).into_query()
}

/// Files that a council reads with a dossier in which the caller has an interest: not the caller's to read, whosever they are.
pub fn kept_from(scope: &Scope) -> SelectStatement {
    use paper_attachment::Column;
    let found = paper_attachment::Entity::find().select_only().column(Column::FileId);
    found.filter(Column::PaperId.in_subquery(interests(scope))).into_query()
}

/// Whether the caller stands on the side that inspects: of the unit, above it once it was announced, or in the team.
fn inspecting(scope: &Scope) -> Condition {
    let announced = Condition::all().add(inspection::Column::AnnouncedAt.is_not_null());
    let visible = scope.visible(inspection::Column::UnitId, announced);
    if scope.inspections().is_empty() {
        return visible;
    }
    visible.add(inspection::Column::Id.is_in(scope.inspections().iter().copied()))
}

/// Inspections by one's own units, what units below have announced, those in whose team the caller is, and those of one's
/// own units once they were announced.
pub fn inspections(scope: &Scope) -> Condition {
    let inspected = inspection::Column::Id.in_subquery(inspected(scope).into_query());
    inspections_of(scope, Some(inspected))
}

/// The same where it is known in which one's own units are inspected, as in `guidance_addressed`; where that is left out,
/// what the side sees that inspects.
pub fn inspections_of(scope: &Scope, inspected: Option<SimpleExpr>) -> Condition {
    match inspected {
        Some(inspected) => {
            let announced = Condition::all().add(inspection::Column::AnnouncedAt.is_not_null());
            inspecting(scope).add(announced.add(inspected))
        }
        None => inspecting(scope),
    }
}

/// The ids of the inspections of one's own units.
pub fn inspected(scope: &Scope) -> Select<inspection_unit::Entity> {
    use inspection_unit::Column;
    let found = inspection_unit::Entity::find().select_only().column(Column::InspectionId);
    found.filter(Column::UnitId.is_in(scope.owned()))
}

/// What one's own units say for themselves, and what is said to one's own units, to units below, and to a team that the
/// caller is in.
pub fn explanations(scope: &Scope) -> Condition {
    use inspection_explanation::Column;
    let visible = scope.visible(Column::InspectingUnitId, Condition::all()).add(Column::UnitId.is_in(scope.owned()));
    if scope.inspections().is_empty() {
        return visible;
    }
    visible.add(Column::InspectionId.is_in(scope.inspections().iter().copied()))
}

/// What one's own units recommend or have to do, what units below recommend, and what an inspection does in whose team the
/// caller is. What is drafted is the inspecting unit's own.
pub fn recommendations(scope: &Scope) -> Condition {
    use inspection_recommendation::Column;
    let made = || Condition::all().add(Column::Status.ne(RecommendationStatus::Draft));
    let visible = scope.visible(Column::InspectingUnitId, made());
    let visible = visible.add(made().add(Column::OwnerUnitId.is_in(scope.owned())));
    if scope.inspections().is_empty() {
        return visible;
    }
    visible.add(made().add(Column::InspectionId.is_in(scope.inspections().iter().copied())))
}
