// One flow through the package, against a running service: FlowKt URL PASSWORD CLIENT_ID CLIENT_SECRET VECTORS
import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import java.nio.file.Files
import java.time.LocalDate
import java.time.ZoneId
import vn.thidua.Account
import vn.thidua.Answer
import vn.thidua.Machine
import vn.thidua.Person
import vn.thidua.Refused
import vn.thidua.Session
import vn.thidua.WebhookRefused
import vn.thidua.client.api.*
import vn.thidua.client.model.*
import vn.thidua.idempotencyKey
import vn.thidua.verifyWebhook

private fun check(condition: Boolean, what: () -> Any?) {
    if (!condition) throw IllegalStateException(what().toString())
}

private fun refused(code: String, work: () -> Unit): Refused {
    try {
        work()
    } catch (refused: Refused) {
        check(refused.code == code) { "${refused.code} instead of $code: $refused" }
        return refused
    }
    throw IllegalStateException("not refused with $code")
}

fun main(arguments: Array<String>) {
    val (url, password, clientId, clientSecret, vectors) = arguments
    fun session(account: Account) = Session(url, account)
    val officer = session(Person("officer.h06.stp", password))
    val me = officer.ask { MeApi(officer.client).getMe(MeApi.APIGetMeRequest.newBuilder().build()) }
    val unit = me.assignments.first().unitId
    refused("invalid_credentials") { session(Person("officer.h06.stp", "another one")).let { it.ask { MeApi(it.client).getMe(MeApi.APIGetMeRequest.newBuilder().build()) } } }

    // A list, page after page.
    val register = UnitsApi(officer.client)
    val units = officer.pages { cursor ->
        register.listUnits(UnitsApi.APIListUnitsRequest.newBuilder().q("so tu phap").limit(40).cursor(cursor).build()).let { it.items to it.nextCursor }
    }.map { it.id }.toList()
    check(units.size > 60 && units.toSet().size == units.size) { units.size }
    val movement = officer.ask { MovementsApi(officer.client).listMovements(MovementsApi.APIListMovementsRequest.newBuilder().limit(1).build()).items.first() }

    val plan = drafted(officer, movement.id, unit)
    changed(officer, plan)
    reported(officer, session(Person("head.h06.stp", password)), plan)

    val pdf = Files.createTempDirectory("flow").resolve("ke-hoach.pdf")
    Files.writeString(pdf, "%PDF-1.4\n%%EOF\n")
    check(officer.ask { FilesApi(officer.client).uploadFile(pdf.toFile(), null, null, null).name } == "ke-hoach.pdf") { "no file" }

    // The feed, until it tells of the plan; and a machine client with less than it was given.
    officer.changes(wait = 5).first { part -> part.items.any { it.resource == CopiedResource.PLANS && it.id == plan.id } }
    val machine = session(Machine(clientId, clientSecret, "changes:read"))
    check(machine.changes(wait = 0).first().nextCursor.isNotEmpty()) { "no place" }
    refused("forbidden") { machine.ask { UnitsApi(machine.client).listUnits(UnitsApi.APIListUnitsRequest.newBuilder().build()) } }
    refused("invalid_client") { session(Machine(clientId, "another one")).changes().first() }

    union(session(Person("admin", password)))
    webhooks(File(vectors))
    println("Kotlin client: passed")
}

/** A plan, sent twice with the same key, is one; another one is refused. */
private fun drafted(officer: Session, movement: java.util.UUID, unit: java.util.UUID): Plan {
    val plans = PlansApi(officer.client)
    val body = CreatePlan().movementId(movement).unitId(unit)
        .addTasksItem(TaskInput().title("Trợ giúp pháp lý lưu động"))
        .addMeasuresItem(MeasureInput().title("Phối hợp với Ủy ban nhân dân cấp xã"))
        .addTargetsItem(TargetInput().taskNo(1).indicatorCode("TGPL-07").comparator(Comparator.GTE).targetValue(6.0))
    val key = idempotencyKey()
    val plan = officer.ask(twice = true) { plans.createPlan(body, null, key) }
    check(plan.unitId == unit && plan.tasks.first().title == "Trợ giúp pháp lý lưu động") { plan }
    check(officer.ask(twice = true) { plans.createPlan(body, null, key) }.id == plan.id) { "a repeat is another plan" }
    val exists = refused("plan_exists") { officer.ask { plans.createPlan(body, null, null) } }
    check(exists.problem["plan_id"].asText() == plan.id.toString()) { exists.problem }
    return plan
}

/** Somebody else was faster: the change is made on what stands there now. */
private fun changed(officer: Session, plan: Plan) {
    val plans = PlansApi(officer.client)
    fun add(now: Plan, title: String, etag: String): Plan {
        val tasks = now.tasks.map { TaskInput().id(it.id).title(it.title).noTargetReason(it.noTargetReason) }
        val one = TaskInput().title(title).noTargetReason("Việc thường xuyên")
        return plans.updatePlan(etag, plan.id, UpdatePlan().tasks(tasks + one), null)
    }
    val first = officer.answered { plans.getPlanWithHttpInfo(plan.id, null) }
    var reads = 0
    val after = officer.change(
        read = {
            val now = plans.getPlanWithHttpInfo(plan.id, null)
            if (reads++ == 0) add(plan, "Hòa giải ở cơ sở", first.etag)
            now
        },
        write = { now: Answer<Plan> -> add(now.value, "Phổ biến pháp luật", now.etag) },
    )
    check(reads == 2 && after.tasks.size == 3) { "the change of somebody else is lost: $reads, ${after.tasks.size}" }
    refused("version_mismatch") { officer.ask { add(plan, "Hòa giải ở cơ sở", first.etag) } }
}

/** The head issues what the officer has drafted, and a report answers what is owed. */
private fun reported(officer: Session, head: Session, plan: Plan) {
    val plans = PlansApi(officer.client)
    val last = officer.answered { plans.getPlanWithHttpInfo(plan.id, null) }
    val waiting = officer.answered { plans.requestPlanSignatureWithHttpInfo(last.etag, plan.id, null, null) }
    val document = DocumentInput().number("12/KH-STP").issuedOn(LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh")))
        .signerName("Nguyễn Văn Mẫu").signerTitle("Giám đốc")
    val issued = head.ask { PlansApi(head.client).issuePlan(waiting.etag, plan.id, IssuePlan().document(document), null, null) }
    check(issued.status == PlanStatus.ISSUED) { issued.status }
    val reports = ReportsApi(officer.client)
    val owed = ReportsApi.APIListObligationsRequest.newBuilder().movementId(plan.movementId).unitId(listOf(plan.unitId)).limit(1).build()
    val obligation = officer.ask { reports.listObligations(owed).items.first() }
    val report = officer.ask { reports.createReport(CreateReport().obligationId(obligation.id), null, null) }
    check(report.status == ReportStatus.DRAFT) { report.status }
}

/** A union comes back as what it was. */
private fun union(admin: Session) {
    val day = LocalDate.of(2026, 1, 1)
    val step = RenameStep().type(RenameStep.TypeEnum.RENAME).unit("H60.STP").name("Sở Tư pháp đổi tên")
    val paper = CreateReorganisation().title("Đổi tên").legalBasis("1/QĐ-BTP").inForceFrom(day).operationalFrom(day).steps(listOf(Step(step)))
    val answered = admin.ask { ReorganisationsApi(admin.client).createReorganisation(paper, true, null) }
    check(answered.steps.first().renameStep.name == "Sở Tư pháp đổi tên") { answered }
}

private fun webhooks(file: File) {
    for (vector in ObjectMapper().readTree(file)) {
        val header = { name: String -> vector[name.removePrefix("webhook-")]?.asText() }
        val good = try {
            verifyWebhook(vector["body"].asText().toByteArray(), header, vector["keys"].map { it.asText() }, now = vector["now"].asLong())
            true
        } catch (_: WebhookRefused) {
            false
        }
        check(good == vector["good"].asBoolean()) { "webhook: ${vector["name"]}" }
    }
}
