import CacheCore
import CanonicalJSON
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The native API under `/api/v1`: real status codes, problem documents, tenant names as they are.
struct NativeRoutes: Sendable {
    static let defaultPageSize = 100
    static let maximumPageSize = 1_000

    let cache: SemanticCache
    let bodyLimit: Int
    let startedAt = ContinuousClock.now

    func add(to router: Router<ServiceContext>) {
        let api = router.group("/api/v1")
        /// Adds a route that refuses parameters besides `names`.
        func on(
            _ method: HTTPRequest.Method, _ path: RouterPath, parameters names: [String] = [],
            _ respond: @escaping @Sendable (Call) async throws -> Response
        ) {
            api.on(path, method: method) { request, context in
                let parameters = try QueryParameters(request.uri.query, known: names)
                do {
                    return try await respond(
                        Call(request: request, context: context, parameters: parameters))
                } catch let problem as Problem {
                    context.logger.reportFailure(behind: problem)
                    throw problem
                }
            }
        }
        on(.post, "/lookup", lookup)
        on(.post, "/entries", insert)
        on(.get, "/entries", parameters: ["tenant", "tag", "deleted", "cursor", "limit"], entries)
        on(.get, "/entries/{id}", entry)
        on(.put, "/entries/{id}", correctEntry)
        on(.delete, "/entries/{id}", parameters: ["purge"], removeEntry)
        on(.post, "/entries/delete", removeEntries)
        on(.post, "/entries/{id}/restore", restoreEntry)
        on(.post, "/deletions/{id}/restore", restoreDeletion)
        on(.delete, "/tenants/{tenant}", removeTenant)
        on(.delete, "/users/{user}", parameters: ["tenant"], removeUser)
        on(.get, "/tenants", parameters: ["cursor", "limit"], tenants)
        on(.get, "/stats", statistics)
        on(.post, "/feedback", feedback)
        on(.get, "/policy", parameters: ["tenant"], policy)
        on(.get, "/migration", migration)
        on(.post, "/migration", startMigration)
        on(.post, "/import", parameters: ["tenant", "mode", "trust_vectors", "dry_run"], importLines)
        on(.get, "/import/{source}", importCheckpoint)
        on(.put, "/import/{source}", saveImportCheckpoint)
        on(.get, "/export", parameters: ["tenant", "vectors"], exportLines)
        on(.get, "/walls", parameters: ["tenant"], walls)
        on(.get, "/report", parameters: ["tenant", "from", "until", "limit", "walls", "format"], report)
        on(.get, "/log", parameters: ["tenant", "from", "cursor", "limit"], queryLog)
    }

    /// A request with what has been read of it.
    struct Call: Sendable {
        let request: Request
        let context: ServiceContext
        let parameters: QueryParameters
    }

    private func lookup(_ call: Call) async throws -> Response {
        let body = try await body(of: call.request)
        let query = try checked { () throws(FieldError) in try NativeRequest.lookup(body) }
        let lookup = await cache.lookup(query.request, tightening: query.tightening)
        call.context.logger.reportFailure(of: lookup)
        return .json(NativeReply.lookup(lookup, now: .now))
    }

    private func insert(_ call: Call) async throws -> Response {
        let body = try await body(of: call.request)
        let insert = try checked { () throws(FieldError) in try NativeRequest.insert(body) }
        let outcomes = try await performed { () async throws(CacheError) in
            try await cache.insert(insert.rows, mode: insert.mode)
        }
        let isNew = outcomes.contains { $0.status == .created }
        if insert.isList {
            return .json(NativeReply.inserted(outcomes), status: isNew ? .created : .ok)
        }
        var response = Response.json(NativeReply.inserted(outcomes[0]), status: isNew ? .created : .ok)
        response.headers[.location] = "/api/v1/entries/\(outcomes[0].id)"
        return response
    }

    private func removeTenant(_ call: Call) async throws -> Response {
        let tenant = Tenant(try name("tenant", in: call.context))
        let count = try await performed { () async throws(CacheError) in
            try await cache.removeAll(tenant: tenant)
        }
        return .json(["deleted": JSONValue(count)])
    }

    private func removeUser(_ call: Call) async throws -> Response {
        let user = try name("user", in: call.context)
        let tenant = call.parameters["tenant"].map { Tenant($0) }
        let count = try await performed { () async throws(CacheError) in
            try await cache.removeAll(user: user, tenant: tenant)
        }
        return .json(["deleted": JSONValue(count)])
    }

    private func tenants(_ call: Call) async throws -> Response {
        let limit = try limit(in: call.parameters)
        var after: Tenant?
        if let text = call.parameters["cursor"] {
            guard let cursor = TenantCursor(text: text) else {
                throw Problem.parameter("cursor", "must be a next_cursor of an earlier page")
            }
            after = cursor.tenant
        }
        let page = try await performed { [after] () async throws(CacheError) in
            try await cache.tenants(after: after, limit: limit + 1)
        }
        return .json(NativeReply.tenants(page, limit: limit))
    }

    private func feedback(_ call: Call) async throws -> Response {
        let body = try await body(of: call.request)
        let feedback = try checked { () throws(FieldError) in try NativeRequest.feedback(body) }
        do {
            return .json(NativeReply.learnt(try await cache.learn(feedback)))
        } catch .noEntry(let id) {
            throw Problem.noEntry("\(id)")
        } catch .otherPartition(let id) {
            throw Problem.field(
                FieldError(
                    path: FieldPath.root.appending("entry_id"),
                    reason: "\(id) can never answer this request: what must be identical is not"))
        } catch .cache(let error) {
            throw Problem.failure(error)
        }
    }

    private func policy(_ call: Call) async throws -> Response {
        guard let tenant = call.parameters["tenant"] else { throw Problem.parameter("tenant", "is missing") }
        return .json(NativeReply.policy(cache.standing(of: Tenant(tenant))))
    }

    private func walls(_ call: Call) async throws -> Response {
        let tenant = call.parameters["tenant"].map { Tenant($0) }
        let findings = try await performed { () async throws(CacheError) in
            try await cache.walls(tenant: tenant)
        }
        return .json(NativeReply.walls(findings))
    }

    private func migration(_ call: Call) async throws -> Response {
        let progress = try await performed { () async throws(CacheError) in
            try await cache.migrationProgress()
        }
        return .json(NativeReply.migration(progress))
    }

    private func startMigration(_ call: Call) async throws -> Response {
        let progress = try await performed { () async throws(CacheError) in
            try await cache.startMigration()
        }
        guard progress.fingerprint != nil else { throw Problem.noEmbedder }
        return .json(NativeReply.migration(progress), status: .accepted)
    }

    private func statistics(_ call: Call) async throws -> Response {
        let statistics = try await performed { () async throws(CacheError) in
            try await cache.statistics()
        }
        let uptime = (ContinuousClock.now - startedAt) / .seconds(1)
        return .json(NativeReply.statistics(statistics, uptime: uptime))
    }
}

extension NativeRoutes {
    func body(of request: Request) async throws(Problem) -> JSONValue {
        let bytes = try await bytes(of: request)
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw .invalidBody("The body is not valid JSON: \(error).")
        }
    }

    func bytes(of request: Request) async throws(Problem) -> ByteBuffer {
        var request = request
        do {
            return try await request.body(upTo: bodyLimit)
        } catch let error as BodyTooLarge {
            throw .tooLarge(error)
        } catch {
            throw .invalidBody(BodyIncomplete().sentence)
        }
    }

    func checked<Value>(_ decode: () throws(FieldError) -> Value) throws(Problem) -> Value {
        do {
            return try decode()
        } catch {
            throw .field(error)
        }
    }

    func performed<Value: Sendable>(
        _ body: () async throws(CacheError) -> Value
    ) async throws(Problem) -> Value {
        do {
            return try await body()
        } catch {
            throw .failure(error)
        }
    }

    func id(_ context: ServiceContext) throws(Problem) -> (EntryID, String) {
        let text = try name("id", in: context)
        guard let number = Int64(digits: text) else { throw .parameter("id", "must be a whole number") }
        return (EntryID(number), text)
    }

    /// A part of the path, percent-decoded.
    func name(_ key: String, in context: ServiceContext) throws(Problem) -> String {
        guard let text = context.parameters.get(key)?.removingPercentEncoding, !text.isEmpty else {
            throw .parameter(key, "must be percent-encoded UTF-8")
        }
        return text
    }

    func limit(in parameters: QueryParameters) throws(Problem) -> Int {
        guard let text = parameters["limit"] else { return Self.defaultPageSize }
        guard let limit = Int64(digits: text), (1...Int64(Self.maximumPageSize)).contains(limit) else {
            throw .parameter("limit", "must be a whole number from 1 to \(Self.maximumPageSize)")
        }
        return Int(limit)
    }
}

extension Int64 {
    /// Reads a number as it is written in ids and cursors: digits only, without leading zeros.
    init?(digits text: String) {
        guard let number = Int64(text), number >= 0, String(number) == text else { return nil }
        self = number
    }
}
