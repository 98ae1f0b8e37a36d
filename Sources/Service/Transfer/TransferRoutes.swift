import CacheCore
import CanonicalJSON
import Hummingbird
import NIOCore

extension WriteMode {
    private static let names: [(name: String, mode: WriteMode)] = [
        ("newer", .ifNewer), ("replace", .replace), ("absent", .ifAbsent),
    ]

    /// As it stands in a URL.
    package var name: String { Self.names.first { $0.mode == self }?.name ?? "" }

    init?(name: String) {
        guard let mode = Self.names.first(where: { $0.name == name })?.mode else { return nil }
        self = mode
    }
}

extension ImportCheckpoint {
    package var json: JSONValue {
        ["position": JSONValue(position), "line": JSONValue(line), "rejected": JSONValue(rejected)]
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(_ value: JSONValue, source: Digest) {
        guard let fields = try? FieldReader(value, at: .root), let checkpoint = try? Self(fields, source: source)
        else { return nil }
        self = checkpoint
    }

    init(_ fields: FieldReader, source: Digest) throws(FieldError) {
        func count(_ key: String) throws(FieldError) -> Int64 {
            guard let count = try fields.integer(key), count >= 0 else {
                throw fields.error(key, "must be a whole number that is not negative")
            }
            return count
        }
        self.init(
            source: source, position: try count("position"), line: try count("line"), rejected: try count("rejected"))
    }
}

/// Exports and imports under `/api/v1`: bodies and replies of entries as lines of JSON.
extension NativeRoutes {
    static let linesType = "application/x-ndjson"

    func importLines(_ call: Call) async throws -> Response {
        var settings = LineImport()
        settings.tenant = call.parameters["tenant"]
        settings.trustsVectors = try call.parameters.boolean("trust_vectors")
        settings.isDryRun = try call.parameters.boolean("dry_run")
        if let name = call.parameters["mode"] {
            guard let mode = WriteMode(name: name) else {
                throw Problem.parameter("mode", "must be newer, replace or absent")
            }
            settings.mode = mode
        }
        let lines = Array(buffer: try await bytes(of: call.request))
        let report = try await performed { [settings] () async throws(CacheError) in
            try await settings.perform(lines, on: cache)
        }
        return .json(report.json)
    }

    /// Entries may be many, so they are sent a page at a time. When the store fails in the middle the connection
    /// breaks, so that nobody takes a part for the whole.
    func exportLines(_ call: Call) async throws -> Response {
        let export = LineExport(
            tenant: call.parameters["tenant"], withVectors: try call.parameters.boolean("vectors"))
        let cache = cache
        // What fails at once is answered with its status; later that is not possible any more.
        _ = try await performed { () async throws(CacheError) in try await cache.entries(limit: 1) }
        let body = ResponseBody { writer in
            try await export.perform(on: cache) { lines, _ in try await writer.write(ByteBuffer(bytes: lines)) }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: Self.linesType], body: body)
    }

    func importCheckpoint(_ call: Call) async throws -> Response {
        let source = try source(call)
        let checkpoint = try await performed { () async throws(CacheError) in
            try await cache.importCheckpoint(of: source)
        }
        guard let checkpoint else {
            throw Problem(status: .notFound, name: "no-such-import", detail: "No import of this source was begun.")
        }
        return .json(checkpoint.json)
    }

    func saveImportCheckpoint(_ call: Call) async throws -> Response {
        let source = try source(call)
        let body = try await body(of: call.request)
        let checkpoint = try checked { () throws(FieldError) in
            let fields = try FieldReader(body, at: .root)
            try fields.refuseUnknownFields(besides: ["position", "line", "rejected"])
            return try ImportCheckpoint(fields, source: source)
        }
        try await performed { () async throws(CacheError) in try await cache.saveImportCheckpoint(checkpoint) }
        return .json(checkpoint.json)
    }

    private func source(_ call: Call) throws(Problem) -> Digest {
        guard let source = Digest(hexadecimal: try name("source", in: call.context)) else {
            throw .parameter("source", "must be a SHA-256 value of 64 hexadecimal digits")
        }
        return source
    }
}

extension QueryParameters {
    fileprivate func boolean(_ name: String) throws(Problem) -> Bool {
        switch self[name] {
        case nil, "false": false
        case "true": true
        default: throw .parameter(name, "must be true or false")
        }
    }
}
