import CacheCore
import Hummingbird
import Logging

/// `GET /welcome` and `POST /modelcache`: what clients of the original ModelCache call.
struct CompatibleRoutes: Sendable {
    let cache: SemanticCache
    let bodyLimit: Int
    /// Normalised.
    let blockedModels: Set<String>

    init(cache: SemanticCache, bodyLimit: Int, blockedModels: [String]) {
        self.cache = cache
        self.bodyLimit = bodyLimit
        self.blockedModels = Set(blockedModels.map(CompatibleName.tenant(of:)))
    }

    func add(to router: Router<ServiceContext>) {
        router.get("/welcome") { _, _ in Response.text("hello, modelcache!") }
        router.post("/modelcache") { request, context in
            var request = request
            do {
                let body = try await request.body(upTo: bodyLimit)
                let action = try CompatibleRequest(body, blockedModels: blockedModels)
                return Response.json(await perform(action, logger: context.logger))
            } catch let refusal as CompatibleRefusal {
                return refuse(refusal)
            } catch let error as BodyIncomplete {
                return refuse(.noObject(error.sentence))
            } catch let error as BodyTooLarge {
                return Response.json(
                    CompatibleReply.refusal(.noObject(error.sentence)), status: .contentTooLarge)
            }
        }
    }

    private func refuse(_ refusal: CompatibleRefusal) -> Response {
        let reply = CompatibleReply.refusal(refusal)
        switch refusal {
        case .noObject:
            return .json(reply, status: .badRequest)
        case .unknownType(let model):
            // The name has not been checked, so it may be of any length.
            let name = (model ?? "").unicodeScalars.prefix(NameDecoding.maximumLength)
            let tenant = Tenant(CompatibleName.tenant(of: String(String.UnicodeScalarView(name))))
            cache.journal.record(
                QueryRecord(
                    time: .now, tenant: tenant, messages: [],
                    errorCode: 102, errorDescription: "type exception"))
            return .json(reply)
        default:
            return .json(reply)
        }
    }

    private func perform(_ request: CompatibleRequest, logger: Logger) async -> [UInt8] {
        switch request.action {
        case .query(let query):
            let lookup = await cache.lookup(query)
            logger.reportFailure(of: lookup)
            return CompatibleReply.lookup(lookup, now: .now)
        case .insert(let rows):
            do {
                return CompatibleReply.inserted(try await cache.insert(rows))
            } catch {
                return failed("insert", error, logger, CompatibleReply.insertFailed(error))
            }
        case .removeEntries(let ids):
            do {
                let count = try await cache.remove(ids, tenant: request.tenant)
                return CompatibleReply.removedEntries(count: count)
            } catch {
                return failed(
                    "remove", error, logger, CompatibleReply.removeFailed(error, ofAll: false))
            }
        case .removeAll:
            do {
                let count = try await cache.removeAll(tenant: request.tenant, keepingTenant: true)
                return CompatibleReply.removedAll(count: count)
            } catch {
                return failed(
                    "remove", error, logger, CompatibleReply.removeFailed(error, ofAll: true))
            }
        case .register:
            do {
                return CompatibleReply.registered(isNew: try await cache.register(request.tenant))
            } catch {
                return failed("register", error, logger, CompatibleReply.registerFailed(error))
            }
        }
    }

    private func failed(
        _ action: String, _ error: CacheError, _ logger: Logger, _ reply: [UInt8]
    ) -> [UInt8] {
        logger.error("A request failed", metadata: ["type": "\(action)", "reason": "\(error)"])
        return reply
    }
}
