import CacheCore
import CanonicalJSON
import TestSupport
import Testing

@testable import Service

@Suite("Lookups by meaning reply as described")
struct DescribedMissTests {
    private static func request(_ tenant: String, _ prompt: String) -> String {
        #"{"tenant":"\#(tenant)","messages":[{"role":"user","content":"\#(prompt)"}]}"#
    }

    @Test(
        "Each reason and each tier is as described, and is the same on both APIs",
        arguments: [
            ("semantic", "how do I return an order?", "semantic"),
            ("semantic", "How do I return an order?", "exact"),
            ("semantic", "How do I cook an egg?", "below_threshold"),
            ("semantic", "?one ?two ?three", "unreadable_text"),
            ("semantic", String(repeating: "how ", count: 300), "text_too_long"),
            ("shadow", "how do I return an order?", "shadow"),
            ("exact", "how do I return an order?", "no_entry"),
            ("off", "How do I return an order?", "off"),
        ])
    func outcomes(tenant: String, prompt: String, outcome: String) async throws {
        let service = try await DescribedService()
        try await service.cache.insert(
            CacheRequest(tenant: Tenant(tenant), prompt: "How do I return an order?"), answer: "So.")
        let reply = try await service.send("lookup", body: Self.request(tenant, prompt))
        #expect((reply.body?["tier"] ?? reply.body?["reason"])?.stringValue == outcome)
        let compatible = try await service.send(
            "modelcache",
            body: #"{"type":"query","scope":{"model":"\#(tenant)"},"query":[{"role":"user","content":"\#(prompt)"}]}"#
        )
        #expect(compatible.body?["errorCode"] == 0)
        #expect(compatible.body?["tier"] == reply.body?["tier"])
    }

    @Test(
        "A failing embedder gives a miss as described",
        arguments: [
            (EmbedderError.busy, "busy", 0 as JSONValue), (.failed("no model"), "embedding_failed", 201),
        ])
    func failures(error: EmbedderError, reason: String, code: JSONValue) async throws {
        let service = try await DescribedService()
        service.embedder.fail(with: error)
        let reply = try await service.send("lookup", body: Self.request("semantic", "Why?"))
        #expect(reply.body?["reason"]?.stringValue == reason)
        let compatible = try await service.send(
            "modelcache", body: #"{"type":"query","scope":{"model":"semantic"},"query":[{"content":"Why?"}]}"#)
        #expect(compatible.body?["errorCode"] == code)
    }
}
