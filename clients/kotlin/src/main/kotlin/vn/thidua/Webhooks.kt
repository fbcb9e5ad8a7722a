package vn.thidua

import java.security.GeneralSecurityException
import java.security.KeyFactory
import java.security.MessageDigest
import java.security.Signature
import java.security.spec.X509EncodedKeySpec
import java.util.Base64
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec
import kotlin.math.abs

/** It is not from the service, or not of this time. */
class WebhookRefused(message: String) : Exception(message)

/**
 * Standard Webhooks: is this message from the service, whole, and of today? `body` as it came; `keys` are the secrets (`whsec_…`)
 * and public keys (`whpk_…`) that hold. Handle each `webhook-id` once: it comes at least once.
 */
@JvmOverloads
fun verifyWebhook(
    body: ByteArray,
    header: (String) -> String?,
    keys: Collection<String>,
    tolerance: Long = 300,
    now: Long = System.currentTimeMillis() / 1000,
) {
    val timestamp = header("webhook-timestamp").orEmpty()
    val sent = timestamp.takeIf { it.isNotEmpty() && it.all { digit -> digit in '0'..'9' } }?.toLongOrNull()
    if (sent == null || abs(now - sent) > tolerance) throw WebhookRefused("it is not of this time")
    val content = "${header("webhook-id").orEmpty()}.$timestamp.".toByteArray() + body
    val signatures = header("webhook-signature").orEmpty().split(" ")
    if (signatures.none { signature -> keys.any { matches(signature, it, content) } }) throw WebhookRefused("no signature is known")
}

private fun matches(signature: String, key: String, content: ByteArray): Boolean {
    val sent = decoded(signature.substringAfter(",", "")) ?: return false
    val known by lazy { requireNotNull(decoded(key.substringAfter("_"))) { "a key is no base64" } }
    return when (signature.substringBefore(",") to key.substringBefore("_")) {
        "v1" to "whsec" -> MessageDigest.isEqual(hmac(known, content), sent)
        "v1a" to "whpk" -> signed(known, content, sent)
        else -> false
    }
}

private fun hmac(key: ByteArray, content: ByteArray): ByteArray =
    Mac.getInstance("HmacSHA256").apply { init(SecretKeySpec(key, "HmacSHA256")) }.doFinal(content)

// What a public key of Ed25519 is wrapped in (RFC 8410).
private val WRAPPING = byteArrayOf(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00)

private fun signed(key: ByteArray, content: ByteArray, signature: ByteArray): Boolean {
    val known = KeyFactory.getInstance("Ed25519").generatePublic(X509EncodedKeySpec(WRAPPING + key))
    return try {
        Signature.getInstance("Ed25519").apply { initVerify(known); update(content) }.verify(signature)
    } catch (_: GeneralSecurityException) {
        false
    }
}

private fun decoded(text: String): ByteArray? = try {
    Base64.getDecoder().decode(text)
} catch (_: IllegalArgumentException) {
    null
}
