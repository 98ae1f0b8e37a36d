import CanonicalJSON
import HTTPTypes
import Hummingbird
import NIOCore

/// A request body that is larger than the server takes.
struct BodyTooLarge: Error {
    let limit: Int

    var sentence: String { "The body is larger than \(limit) bytes." }
}

/// The client went away in the middle of its body.
struct BodyIncomplete: Error {
    let sentence = "The body ended too early."
}

extension Request {
    /// Collects the body, or throws `BodyTooLarge` or `BodyIncomplete`. One that announces too many bytes is refused before it is read.
    mutating func body(upTo limit: Int) async throws -> ByteBuffer {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw BodyTooLarge(limit: limit)
        }
        do {
            return try await collectBody(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw BodyTooLarge(limit: limit)
        } catch {
            throw BodyIncomplete()
        }
    }
}

extension JSONValue {
    init(parsing buffer: ByteBuffer) throws(JSONError) {
        let result = buffer.withUnsafeReadableBytes { bytes in
            Result { () throws(JSONError) in try JSONValue(parsing: bytes) }
        }
        self = try result.get()
    }
}

extension Response {
    static func json(
        _ bytes: [UInt8], status: HTTPResponse.Status = .ok,
        contentType: String = "application/json; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        json(value.encoded, status: status)
    }

    static func text(_ text: String, contentType: String = "text/plain; charset=utf-8") -> Response {
        Response(
            status: .ok, headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
