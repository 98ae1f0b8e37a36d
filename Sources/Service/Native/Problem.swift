import CacheCore
import CanonicalJSON
import HTTPTypes
import Hummingbird

/// An error of the native API, sent as a problem document (RFC 9457).
struct Problem: Error, HTTPResponseError {
    let status: HTTPResponse.Status
    /// The last part of the problem's type: a stable name for programs.
    let name: String
    /// A sentence for people.
    let detail: String
    /// The field that is wrong, as a JSON pointer into the body.
    var pointer: String?
    /// The parameter that is wrong, for those in the URL.
    var parameter: String?
    /// What failed on our side, for the log; never sent.
    var cause: String?

    var document: JSONValue {
        var members: [JSONObject.Member] = [
            JSONObject.Member(key: "type", value: .string("urn:modelcache:problem:\(name)")),
            JSONObject.Member(key: "title", value: .string(status.reasonPhrase)),
            JSONObject.Member(key: "status", value: JSONValue(status.code)),
            JSONObject.Member(key: "detail", value: .string(detail)),
        ]
        if let pointer { members.append(JSONObject.Member(key: "pointer", value: .string(pointer))) }
        if let parameter {
            members.append(JSONObject.Member(key: "parameter", value: .string(parameter)))
        }
        return .object(JSONObject(members))
    }

    func response(from request: Request, context: some RequestContext) -> Response {
        var response = Response.json(
            document.encoded, status: status, contentType: "application/problem+json")
        if status == .serviceUnavailable {
            response.headers[.retryAfter] = "1"
        }
        return response
    }
}

extension Problem {
    static func field(_ error: FieldError) -> Problem {
        Problem(
            status: .unprocessableContent, name: "invalid-field", detail: error.sentence,
            pointer: error.path.pointer)
    }

    static func parameter(_ name: String, _ reason: String) -> Problem {
        Problem(
            status: .badRequest, name: "invalid-parameter", detail: "\(name) \(reason).",
            parameter: name)
    }

    static func invalidBody(_ detail: String) -> Problem {
        Problem(status: .badRequest, name: "invalid-json", detail: detail)
    }

    static func tooLarge(_ error: BodyTooLarge) -> Problem {
        Problem(status: .contentTooLarge, name: "body-too-large", detail: error.sentence)
    }

    static func noEntry(_ id: String) -> Problem {
        Problem(status: .notFound, name: "no-such-entry", detail: "There is no entry \(id).")
    }

    static func notDeleted(_ what: String) -> Problem {
        Problem(
            status: .notFound, name: "nothing-to-restore",
            detail: "There is no deleted \(what): there never was, it was restored, or it cannot be undone any more.")
    }

    static func superseded(_ id: String) -> Problem {
        Problem(
            status: .conflict, name: "superseded",
            detail: "The request of entry \(id) has been stored again since; delete that entry first.")
    }

    static let noEmbedder = Problem(
        status: .conflict, name: "no-embedder",
        detail: "No tenant's mode uses embeddings, so there is no model to embed entries with.")

    static func failure(_ error: CacheError) -> Problem {
        switch error {
        case .busy, .store(.busy):
            Problem(status: .serviceUnavailable, name: "busy", detail: error.publicSentence)
        case .store(.full):
            Problem(
                status: .insufficientStorage, name: "store-full", detail: error.publicSentence,
                cause: error.description)
        case .store(.readOnly):
            Problem(
                status: .insufficientStorage, name: "store-read-only", detail: error.publicSentence,
                cause: error.description)
        case .entryTooLarge:
            Problem(status: .contentTooLarge, name: "entry-too-large", detail: error.publicSentence)
        case .emptyFilter:
            field(NativeRequest.emptyFilter)
        case .store(.closed):
            Problem(
                status: .serviceUnavailable, name: "shutting-down", detail: "The server is shutting down.")
        default:
            Problem(
                status: .internalServerError, name: "internal-failure", detail: error.publicSentence,
                cause: error.description)
        }
    }
}

extension HTTPResponse.Status {
    /// 507 (RFC 4918).
    static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
