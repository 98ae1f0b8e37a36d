// The cache as a library: the same cache as the server's, in this process, without any server.

import ModelCache

@main
struct EmbeddedCache {
    static func main() async throws {
        let folder = CommandLine.arguments.dropFirst().first ?? "example-cache"
        let cache = try await SemanticCache.open(at: folder)

        for _ in 1...2 {
            let question = CacheRequest(
                tenant: "support",
                messages: [.system("You are the help desk of a bookshop."), .user("How do I cancel an order?")])
            switch await cache.lookup(question) {
            case .hit(let hit):
                print("\(hit.tier.rawValue) hit: \(hit.answer)")
            case .miss(let miss):
                print("miss (\(miss.reason.rawValue)), asking the model")
                let answer = await askModel(question)
                try await cache.insert(question, answer: answer)
            }
        }

        let statistics = try await cache.statistics()
        print("\(statistics.store.entryCount) entry, hit rate \(statistics.hitRate)")
        try await cache.removeAll(tenant: "support")
        await cache.close()
    }

    /// Stands for the call of a language model.
    static func askModel(_ question: CacheRequest) async -> String {
        "Open your orders, choose the order and press Cancel."
    }
}
