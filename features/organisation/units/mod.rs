//! Units (đơn vị): the register of the sector, dated.
//!
//! A unit's name, code and superior each hold between two days; a unit is read as it was on a day (`as_of`).
//! The whole register is kept in memory (`kernel::organisation`), checked against the database at every read.
pub mod changes;
pub mod dto;
pub mod events;
mod history;
mod imports;
mod repo;
mod routes;
pub mod rows;
pub mod rules;
pub mod service;

use base::http::handlers::Handlers;

pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(routes::list_units)
        .service(routes::imports::import_units)
        .service(routes::imports::get_units_template)
        .service(routes::create_unit)
        .service(routes::get_unit)
        .service(routes::update_unit)
        .service(routes::list_unit_children)
        .service(routes::list_unit_ancestors)
        .service(routes::list_unit_subtree)
        .service(routes::list_unit_history)
        .service(routes::list_unit_names)
        .service(routes::list_unit_codes)
        .service(routes::list_unit_successors)
        .service(routes::list_functions)
        .service(routes::pass_function);
}
