import CacheCore
import CanonicalJSON
import HTTPTypes
import Hummingbird

/// Showing, correcting, deleting and restoring entries.
extension NativeRoutes {
    func entries(_ call: Call) async throws -> Response {
        let limit = try limit(in: call.parameters)
        var after = EntryID(0)
        if let cursor = call.parameters["cursor"] {
            guard let id = Int64(digits: cursor) else {
                throw Problem.parameter("cursor", "must be a next_cursor of an earlier page")
            }
            after = EntryID(id)
        }
        let tenant = call.parameters["tenant"].map { Tenant($0) }
        let tag = call.parameters["tag"].map { EntryTag($0) }
        let isDeleted = try flag("deleted", in: call.parameters)
        guard tag == nil || !isDeleted else { throw Problem.parameter("tag", "does not go with deleted") }
        // One more than is shown tells whether there is a next page.
        let page = try await performed { [after] () async throws(CacheError) in
            if isDeleted {
                try await cache.deletedEntries(tenant: tenant, after: after, limit: limit + 1)
            } else if let tag {
                try await cache.entries(
                    matching: EntryFilter(tenant: tenant, tags: [tag]), after: after, limit: limit + 1)
            } else {
                try await cache.entries(tenant: tenant, after: after, limit: limit + 1)
            }
        }
        return .json(NativeReply.entries(page, limit: limit))
    }

    func entry(_ call: Call) async throws -> Response {
        let (id, text) = try id(call.context)
        let entry = try await performed { () async throws(CacheError) in try await cache.entry(id) }
        guard let entry else { throw Problem.noEntry(text) }
        return .json(NativeReply.entry(entry))
    }

    func correctEntry(_ call: Call) async throws -> Response {
        let (id, text) = try id(call.context)
        let body = try await body(of: call.request)
        let correction = try checked { () throws(FieldError) in try NativeRequest.correction(body) }
        let entry = try await performed { () async throws(CacheError) in try await cache.correct(id, correction) }
        guard let entry else { throw Problem.noEntry(text) }
        return .json(NativeReply.entry(entry))
    }

    func removeEntry(_ call: Call) async throws -> Response {
        let (id, text) = try id(call.context)
        let isPurged = try flag("purge", in: call.parameters)
        let count = try await performed { () async throws(CacheError) in
            try await cache.remove([id], isPurged: isPurged)
        }
        guard count == 1 else { throw Problem.noEntry(text) }
        return Response(status: .noContent)
    }

    func removeEntries(_ call: Call) async throws -> Response {
        let body = try await body(of: call.request)
        let removal = try checked { () throws(FieldError) in try NativeRequest.removal(body) }
        if removal.isDryRun {
            let count = try await performed { () async throws(CacheError) in
                try await cache.count(matching: removal.filter)
            }
            return .json(NativeReply.wouldDelete(count))
        }
        let outcome = try await performed { () async throws(CacheError) in
            try await cache.remove(matching: removal.filter, isPurged: removal.isPurged)
        }
        return .json(NativeReply.deleted(outcome))
    }

    func restoreEntry(_ call: Call) async throws -> Response {
        let (id, text) = try id(call.context)
        let outcome = try await performed { () async throws(CacheError) in try await cache.restore(id) }
        guard outcome.superseded.isEmpty else { throw Problem.superseded(text) }
        guard !outcome.restored.isEmpty else { throw Problem.notDeleted("entry \(text)") }
        return .json(NativeReply.restored(outcome))
    }

    func restoreDeletion(_ call: Call) async throws -> Response {
        let (id, text) = try id(call.context)
        let outcome = try await performed { () async throws(CacheError) in
            try await cache.restore(DeletionID(id.rawValue))
        }
        guard outcome != RestoreOutcome() else { throw Problem.notDeleted("entry of deletion \(text)") }
        return .json(NativeReply.restored(outcome))
    }

    private func flag(_ name: String, in parameters: QueryParameters) throws(Problem) -> Bool {
        switch parameters[name] {
        case nil, "false": false
        case "true": true
        default: throw .parameter(name, "must be true or false")
        }
    }
}
