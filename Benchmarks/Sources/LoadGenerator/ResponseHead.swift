/// As much of an HTTP/1.1 response head as a load generator needs: the status and the length of the body.
struct ResponseHead: Equatable {
    let status: Int
    let contentLength: Int
    /// Bytes of the head, with the empty line that ends it.
    let byteCount: Int

    enum Failure: Error {
        /// It is no HTTP/1.1 response, or has no Content-Length.
        case malformed
    }

    /// Reads the head at the beginning of `bytes`; nil when it has not arrived as a whole.
    ///
    /// The case of field names does not matter; O(bytes of the head).
    init?(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var contentLength: Int?
        var status: Int?
        var start = 0
        while let end = Self.endOfLine(in: bytes, from: start) {
            let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            start = end + 2
            if line.isEmpty {
                guard let status, let contentLength else { throw .malformed }
                self.status = status
                self.contentLength = contentLength
                byteCount = start
                return
            }
            if status == nil {
                guard line.count >= 12, let code = Self.number(line[9..<12]) else { throw .malformed }
                status = code
            } else if Self.isContentLength(line) {
                contentLength = Self.number(line[15...])
            }
        }
        return nil
    }

    private static func endOfLine(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = start
        while position + 1 < bytes.count {
            if bytes[position] == 0x0D, bytes[position + 1] == 0x0A { return position }
            position += 1
        }
        return nil
    }

    private static func isContentLength(_ line: UnsafeRawBufferPointer) -> Bool {
        let name: StaticString = "content-length:"
        guard line.count > name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { name in
            name.indices.allSatisfy { line[$0] | 0x20 == name[$0] | 0x20 }
        }
    }

    /// A decimal number, with spaces around it.
    private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
        var value: Int?
        for byte in digits where byte != 0x20 {
            guard (0x30...0x39).contains(byte), value ?? 0 < 1 << 40 else { return nil }
            value = (value ?? 0) * 10 + Int(byte - 0x30)
        }
        return value
    }
}
