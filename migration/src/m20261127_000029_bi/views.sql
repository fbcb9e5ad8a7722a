-- What is not sent, texts of dossiers, names of persons and their numbers are in none of these. Names and meanings stay: docs/bi.csv.
-- Amounts lie in the tables as ten-thousandths; days are days in Viet Nam.
CREATE SCHEMA bi;
COMMENT ON SCHEMA bi IS 'What SQL tools may rely on: docs/guides/dashboard.md';

-- As it is called today, or at its end; before it begins as it will be called.
CREATE VIEW bi.unit WITH (security_barrier) AS
SELECT u.id AS unit_id, c.code, n.name, n.name_en, u.kind, r.parent_id AS parent_unit_id, u.province_code, u.valid_from, u.valid_to,
       u.valid_from <= d.today AND (u.valid_to IS NULL OR u.valid_to >= d.today) AS is_active, s.successor_id AS successor_unit_id
FROM unit u
CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS today) d
LEFT JOIN LATERAL (SELECT name, name_en FROM unit_name WHERE unit_id = u.id ORDER BY valid_from > d.today, valid_from DESC LIMIT 1) n ON true
LEFT JOIN LATERAL (SELECT code FROM unit_code WHERE unit_id = u.id AND scheme = 'internal' ORDER BY valid_from > d.today, valid_from DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT parent_id FROM unit_relation WHERE child_id = u.id ORDER BY valid_from > d.today, valid_from DESC LIMIT 1) r ON true
LEFT JOIN LATERAL (SELECT successor_id FROM unit_succession WHERE predecessor_id = u.id ORDER BY effective_on DESC, ordinal LIMIT 1) s ON true;

CREATE VIEW bi.movement WITH (security_barrier) AS
SELECT id AS movement_id, code, title, title_en, starts_on, ends_on, status, launched_by_unit_id
FROM movement WHERE status <> 'draft';

CREATE VIEW bi.indicator WITH (security_barrier) AS
SELECT id AS indicator_id, code, name, unit_of_measure, direction, aggregation FROM indicator;

-- A version that was issued never changes, so what is here is what was sent.
CREATE VIEW bi.plan WITH (security_barrier) AS
SELECT id AS plan_id, movement_id, unit_id, unit_name, province_code, version_no, status, document_number,
       document_issued_on AS issued_on, sent_at, received_at
FROM plan WHERE sent_at IS NOT NULL AND status NOT IN ('draft', 'pending_signature', 'issued', 'superseded', 'cancelled');

-- What was reached is counted as the API counts it (docs of `current_value`): what the unit told in the movement and was accepted,
-- of the run of periods that reaches furthest; sums and ratios add up, of stocks and averages the last counts.
CREATE VIEW bi.target WITH (security_barrier) AS
SELECT t.id AS target_id, t.plan_id, p.movement_id, p.unit_id, i.code AS indicator_code, t.title,
       COALESCE(t.unit_of_measure, i.unit_of_measure) AS unit_of_measure, t.comparator,
       t.baseline * 0.0001 AS baseline, t.target_value * 0.0001 AS target_value,
       t.numerator * 0.0001 AS numerator, t.denominator * 0.0001 AS denominator, r.value * 0.0001 AS current_value,
       r.numerator * 0.0001 AS current_numerator, r.denominator * 0.0001 AS current_denominator, t.due_on
FROM target t JOIN bi.plan p ON p.plan_id = t.plan_id LEFT JOIN indicator i ON i.id = t.indicator_id
CROSS JOIN LATERAL (
    WITH told AS (
        SELECT v.value, v.numerator, v.denominator, v.data_to, d.kind, d.data_to AS reaches
        FROM report s JOIN report_value v ON v.report_id = s.id
        JOIN period d ON d.id = s.period_id JOIN target a ON a.id = v.target_id
        WHERE s.movement_id = p.movement_id AND s.unit_id = p.unit_id AND v.quality = 'accepted'
          AND CASE WHEN t.indicator_id IS NULL OR EXISTS (
                  SELECT 1 FROM target o WHERE o.plan_id = t.plan_id AND o.indicator_id = t.indicator_id AND o.id <> t.id
              ) THEN a.root_id = t.root_id ELSE v.indicator_id = t.indicator_id END
    ), run AS (
        SELECT told.*, row_number() OVER (ORDER BY value IS NULL AND numerator IS NULL, data_to DESC) AS place FROM told
        WHERE kind = (
            SELECT kind FROM told ORDER BY reaches DESC,
                array_position(ARRAY['month', 'quarter', 'half', 'nine_month', 'year', 'thads_year', 'custom'], kind) DESC LIMIT 1
        )
    )
    SELECT sum(value) AS value, sum(numerator) AS numerator, sum(denominator) AS denominator FROM run
    WHERE place = 1 OR COALESCE(i.aggregation, t.aggregation, 'sum') IN ('sum', 'ratio')
) r;

-- Each stands in exactly one of five places, as in /compliance. Whether somebody has begun to write is the unit's own matter.
CREATE VIEW bi.obligation WITH (security_barrier) AS
SELECT o.id AS obligation_id, o.movement_id, o.unit_id, o.province_code, o.period_code, o.data_from, o.data_to, o.due_on, o.late_after,
       CASE WHEN o.status IN ('draft', 'issued') THEN 'expected' ELSE o.status END AS status, r.first_submitted_at AS submitted_at,
       o.status <> 'waived' AND r.first_submitted_at IS NOT NULL AND NOT r.late AS is_on_time,
       o.status <> 'waived' AND r.first_submitted_at IS NOT NULL AND r.late AS is_late,
       o.status = 'waived' AS is_waived,
       o.status <> 'waived' AND r.first_submitted_at IS NULL AND c.closes_at <= now() AS is_missing,
       o.status <> 'waived' AND r.first_submitted_at IS NULL AND c.closes_at > now() AS is_not_yet_due
FROM obligation o
CROSS JOIN LATERAL (SELECT (o.due_on + make_interval(mins => COALESCE(o.closes_minute, 1440))) AT TIME ZONE 'Asia/Ho_Chi_Minh' AS closes_at) c
LEFT JOIN report r ON r.obligation_id = o.id
WHERE o.status <> 'closed_by_reorganisation';

CREATE VIEW bi.report_value WITH (security_barrier) AS
SELECT r.id AS report_id, r.movement_id, r.unit_id, r.unit_name, r.province_code, r.period_code, v.data_from, v.data_to,
       i.code AS indicator_code, v.target_id, v.value * 0.0001 AS value, v.numerator * 0.0001 AS numerator, v.denominator * 0.0001 AS denominator,
       v.quality, CASE WHEN v.quality = 'accepted' THEN r.accepted_at END AS accepted_at
FROM report_value v JOIN report r ON r.id = v.report_id LEFT JOIN indicator i ON i.id = v.indicator_id
WHERE v.quality IN ('submitted', 'accepted', 'pending');

CREATE VIEW bi.nomination WITH (security_barrier) AS
SELECT n.id AS nomination_id, n.movement_id, n.stage, n.nominating_unit_id, n.nominating_unit_name, n.province_code, n.subject_type,
       n.subject_unit_id, f.code AS award_form_code, n.status, n.submitted_at, n.reached_ministry_at, n.appraise_due_on
FROM nomination n JOIN award_form f ON f.id = n.award_form_id WHERE n.reached_ministry_at IS NOT NULL;

CREATE VIEW bi.award WITH (security_barrier) AS
SELECT a.id AS award_id, a.movement_id, a.stage, a.decision_number, a.decided_on, a.issuing_unit_id, a.subject_type, a.unit_id, a.unit_name,
       a.province_code, f.code AS award_form_code, a.status
FROM award a JOIN award_form f ON f.id = a.award_form_id;

CREATE VIEW bi.exemplar WITH (security_barrier) AS
SELECT id AS exemplar_id, movement_id, unit_id, unit_name, province_code, kind, title, status, discovered_on, published_at
FROM exemplar WHERE published_at IS NOT NULL;

-- It reads the whole journal: not for a board that refreshes each minute.
CREATE VIEW bi.journal_day WITH (security_barrier) AS
SELECT (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, event, count(*) AS entries FROM journal GROUP BY 1, 2;
