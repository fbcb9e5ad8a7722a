package vn.thidua

import com.fasterxml.jackson.databind.JsonNode
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.util.UUID
import vn.thidua.client.ApiClient
import vn.thidua.client.ApiException
import vn.thidua.client.ApiResponse
import vn.thidua.client.api.IntegrationApi
import vn.thidua.client.model.Changes

/** Who signs in: a person or a machine client. */
sealed interface Account
data class Person(val username: String, val password: String) : Account
data class Machine(val clientId: String, val clientSecret: String, val scope: String? = null) : Account

/** The service refused. Decide by [code]; the message is for people. */
class Refused(val status: Int, val problem: JsonNode, val retryAfter: Long?) :
    Exception(problem.path("detail").asText("HTTP $status") + problem.path("errors").joinToString("") { "; ${it["pointer"].asText()}: ${it["message"].asText()}" }) {
    val code: String get() = problem.path("code").asText("unknown")
}

/** What was answered, with its version for `If-Match`. */
data class Answer<T>(val value: T, val etag: String)

/** The key of one intent: made when somebody presses the button, kept until it is answered, the same for every try. */
fun idempotencyKey(): String = UUID.randomUUID().toString()

/**
 * One account. The generated operations take [client]: `val plans = PlansApi(session.client)`, and are asked within [ask], which signs
 * in, renews, and tells a refusal as [Refused].
 */
class Session(private val baseUrl: String, private val account: Account, language: String = "vi") {
    private var token = ""
    private var refresh: String? = null
    private var endsAt = 0L

    // Without TLS Java offers an upgrade with each first request, after which a server may close the connection.
    private val http: HttpClient.Builder = HttpClient.newBuilder()
        .version(if (baseUrl.startsWith("http:")) HttpClient.Version.HTTP_1_1 else HttpClient.Version.HTTP_2)
    private val signIn: HttpClient = http.build()

    val client: ApiClient = ApiClient().apply {
        setHttpClientBuilder(http)
        updateBaseUri(baseUrl)
        setRequestInterceptor { request ->
            request.header("Accept-Language", language)
            request.header("Authorization", "Bearer ${access()}")
        }
    }

    /** What the operation answers, or [Refused]. With [twice] it waits and asks again where it is told to: reads, and writes with a key. */
    fun <T> ask(twice: Boolean = false, operation: () -> T): T {
        var left = if (twice) 2 else 0
        var renewed = false
        while (true) {
            val before = token
            try {
                return operation()
            } catch (error: ApiException) {
                // Nothing was answered: the line, or a refusal from the interceptor, is wrapped.
                if (error.code == 0) throw error.cause ?: error
                val refused = refusal(error.code, error.responseBody, error.responseHeaders?.firstValue("Retry-After")?.orElse(null))
                val wait = refused.retryAfter
                when {
                    refused.status == 401 && !renewed -> { renewed = true; access(stale = before) }
                    refused.status in setOf(429, 503) && wait != null && wait <= 60 && left-- > 0 -> Thread.sleep(wait * 1000)
                    else -> throw refused
                }
            }
        }
    }

    /** The same with the version: of the form of an operation that ends in `WithHttpInfo`. */
    fun <T> answered(operation: () -> ApiResponse<T>): Answer<T> =
        ask { operation().let { Answer(it.data, it.headers["etag"]?.firstOrNull().orEmpty()) } }

    /** Reads, and writes what follows from it with the version that was read; reads again where somebody was faster. */
    fun <R, W> change(tries: Int = 3, read: () -> ApiResponse<R>, write: (Answer<R>) -> W): W {
        var left = tries
        while (true) {
            val now = answered(read)
            try {
                return ask { write(now) }
            } catch (refused: Refused) {
                if (refused.status != 412 || --left <= 0) throw refused
            }
        }
    }

    /** All items of a list, page after page: [page] answers the items and `next_cursor`. */
    fun <T> pages(page: (cursor: String?) -> Pair<List<T>, String?>): Sequence<T> = sequence {
        var cursor: String? = null
        do {
            val (items, next) = ask(twice = true) { page(cursor) }
            yieldAll(items)
            cursor = next
        } while (cursor != null)
    }

    /** The feed, part after part, without an end: keep `nextCursor` once the items are kept. `position_gone`: read the snapshots again. */
    fun changes(after: String? = null, wait: Long = 20): Sequence<Changes> = sequence {
        val feed = IntegrationApi(client)
        var place = after
        while (true) {
            val part = ask(twice = true) { feed.listChanges(place, null, null, wait, null) }
            place = part.nextCursor
            yield(part)
        }
    }

    /** A token that holds for half a minute more; another one than [stale]. */
    @Synchronized
    private fun access(stale: String? = null): String {
        if (token == stale || System.nanoTime() > endsAt - 30_000_000_000) renew()
        return token
    }

    private fun renew() {
        val taken = refresh
        refresh = null
        val answer = when {
            account is Machine -> post("/oauth/token", form(account), "application/x-www-form-urlencoded")
            taken != null -> post("/auth/refresh", json("refresh_token" to taken))
            account is Person -> post("/auth/login", json("username" to account.username, "password" to account.password))
            else -> error("no account")
        }
        // A session that has ended is begun anew.
        if (answer.statusCode() == 401 && taken != null) return renew()
        if (answer.statusCode() >= 400) throw refusal(answer.statusCode(), answer.body(), answer.headers().firstValue("Retry-After").orElse(null))
        val body = client.objectMapper.readTree(answer.body())
        token = body["access_token"].asText()
        refresh = body["refresh_token"]?.asText()
        endsAt = System.nanoTime() + body["expires_in"].asLong() * 1_000_000_000
    }

    private fun post(path: String, body: String, type: String = "application/json"): HttpResponse<String> {
        val request = HttpRequest.newBuilder(URI.create("$baseUrl/api/v1$path")).header("Content-Type", type)
        return signIn.send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString())
    }

    private fun json(vararg members: Pair<String, String>): String = client.objectMapper.writeValueAsString(mapOf(*members))

    private fun form(machine: Machine): String = listOfNotNull(
        "grant_type" to "client_credentials", "client_id" to machine.clientId, "client_secret" to machine.clientSecret,
        machine.scope?.let { "scope" to it },
    ).joinToString("&") { (name, value) -> "$name=${URLEncoder.encode(value, Charsets.UTF_8)}" }

    private fun refusal(status: Int, body: String?, retryAfter: String?): Refused {
        val read = runCatching { client.objectMapper.readTree(body.orEmpty()) }.getOrNull()?.takeIf { it.isObject }
        val problem = read ?: client.objectMapper.createObjectNode()
        // OAuth has a form of its own for what it refuses (RFC 6749, section 5.2).
        val oauth = problem["error"]?.takeIf { it.isTextual } ?: return Refused(status, problem, retryAfter?.toLongOrNull())
        val same = client.objectMapper.createObjectNode().put("code", oauth.asText()).put("detail", problem.path("error_description").asText(""))
        return Refused(status, same, retryAfter?.toLongOrNull())
    }
}
