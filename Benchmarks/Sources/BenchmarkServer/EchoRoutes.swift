import Hummingbird
import Service

/// What the framework and Codable cost by themselves: a body is decoded, encoded and sent back.
///
/// The routes go through the same server and the same middleware as those of the cache, so that the
/// difference between the two is the cache's own.
extension Router<ServiceContext> {
    func addingEcho() -> Self {
        post("/echo/compatible") { request, context -> CompatibleBody in
            try await request.decode(as: CompatibleBody.self, context: context)
        }
        post("/echo/native") { request, context -> NativeBody in
            try await request.decode(as: NativeBody.self, context: context)
        }
        return self
    }
}

private struct ChatMessage: Codable {
    let role: String
    let content: String
}

/// A query of `POST /modelcache`.
private struct CompatibleBody: ResponseCodable {
    struct Scope: Codable {
        let model: String
    }

    let type: String
    let scope: Scope
    let query: [ChatMessage]
}

/// A lookup of `POST /api/v1/lookup`.
private struct NativeBody: ResponseCodable {
    let tenant: String
    let messages: [ChatMessage]
}
