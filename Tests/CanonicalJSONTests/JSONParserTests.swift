import CanonicalJSON
import Foundation
import TestSupport
import Testing

@Suite("The JSON parser")
struct JSONParserTests {
    @Test(
        "reads what RFC 8259 allows",
        arguments: [
            ("null", JSONValue.null), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("17", 17),
            ("-9223372036854775808", .number(.integer(.min))),
            ("18446744073709551616", .number(.bigInteger("18446744073709551616"))), ("0.5", 0.5), ("1e2", 100.0),
            ("1E+2", 100.0), ("25e-1", 2.5), ("\"\"", ""), ("\"a\\u0062c\"", "abc"),
            ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{c}\n\r\t"), ("\"\\u4f60好\"", "你好"),
            ("\"\\ud83d\\ude00\"", "😀"), ("\"\\u0000\"", "\0"), ("[]", []), ("[ 1 , [ 2 ] ]", [1, [2]]),
            ("{}", [:]), ("{\"a\":{\"b\":null}}", ["a": ["b": nil]]), ("\t\r\n 1 \n", 1),
        ] as [(String, JSONValue)])
    func reads(_ text: String, _ expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == expected)
    }

    @Test(
        "refuses what is not JSON, and says where",
        arguments: [
            ("", 0), ("  ", 2), ("nul", 0), ("nulll", 4), ("1 2", 2), ("[1,]", 3), ("[1", 2), ("{\"a\"}", 4),
            ("{a:1}", 1), ("{\"a\":1,}", 7), ("01", 1), ("1.", 2), (".5", 0), ("1e", 2), ("+1", 0), ("-", 1),
            ("1e400", 0), ("'a'", 0), ("\"a", 2), ("\"\\x\"", 2), ("\"\\u12g4\"", 5), ("\"\\u12", 3),
            ("\"\n\"", 1), ("\"\\ud800\"", 1), ("\"\\udc00\"", 1), ("\"\\ud800\\u0041\"", 1), ("// a\n1", 0),
            ("NaN", 0), ("{\"a\":1 \"b\":2}", 7), ("\u{feff}1", 0),
        ])
    func refuses(_ text: String, _ offset: Int) {
        #expect {
            try JSONValue(parsing: text)
        } throws: { error in
            (error as? JSONError)?.offset == offset
        }
    }

    @Test("refuses bytes that are not UTF-8", arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80]])
    func refusesInvalidUTF8(_ bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONError.self) { try JSONValue(parsing: [quote] + bytes + [quote]) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    @Test("refuses nesting without end, quickly and without a deep stack")
    func boundsDepth() throws {
        let limit = JSONValue.maximumDepth
        let deepest = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
        _ = try JSONValue(parsing: deepest)
        for opening in ["[", "{\"a\":"] {
            let endless = String(repeating: opening, count: 1_000_000)
            #expect(throws: JSONError.self) { try JSONValue(parsing: endless) }
        }
    }

    @Test("agrees with Foundation on mutated documents")
    func agreesWithFoundation() throws {
        let seeds = [
            #"{"type":"query","scope":{"model":"m"},"query":[{"role":"user","content":"Hi \u4f60 \"x\""}]}"#,
            #"[1,-2.5e3,true,null,{"a":[],"b":{}}," \\ \/ "]"#,
        ]
        var generator = SeededGenerator(seed: 3)
        let alphabet = Array("{}[]\",:\\ u0123456789.eE+-tfnral\n".utf8)
        var accepted = 0
        for _ in 0..<4_000 {
            var bytes = Array(seeds.randomElement(using: &generator)!.utf8)
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[position] = alphabet.randomElement(using: &generator)!
                case 1: bytes.remove(at: position)
                default: bytes.insert(alphabet.randomElement(using: &generator)!, at: position)
                }
            }
            guard !Self.hasTrailingComma(bytes) else { continue }
            let ours = try? JSONValue(parsing: bytes)
            let theirs = try? JSONSerialization.jsonObject(
                with: Data(bytes), options: [.fragmentsAllowed])
            #expect((ours == nil) == (theirs == nil), "\(String(decoding: bytes, as: UTF8.self))")
            if let ours {
                accepted += 1
                #expect(try JSONValue(parsing: ours.encoded) == ours)
            }
        }
        #expect(accepted > 100)
    }

    /// Foundation takes a comma before a closing brace, which RFC 8259 does not.
    private static func hasTrailingComma(_ bytes: [UInt8]) -> Bool {
        let visible = bytes.filter { $0 > 0x20 }
        return zip(visible, visible.dropFirst()).contains { left, right in
            left == UInt8(ascii: ",") && (right == UInt8(ascii: "}") || right == UInt8(ascii: "]"))
        }
    }
}

@Suite("The JSON writer")
struct JSONWriterTests {
    @Test("escapes only what must be escaped")
    func escapes() {
        let text = "\"\\/\u{8}\n\r\t\0\u{1f}é你😀\u{7f}"
        let expected = "\"\\\"\\\\/\\u0008\\n\\r\\t\\u0000\\u001fé你😀\u{7f}\""
        #expect(String(decoding: JSONValue.string(text).encoded, as: UTF8.self) == expected)
    }

    @Test(
        "writes equal values canonically in the same way",
        arguments: [
            (#"{"b":1,"a":[1.0,{"d":0.10,"c":"é"}]}"#, #"{ "a" : [ 1 , {"c":"é","d":1e-1} ], "b" : 1e0 }"#),
            (#"{"a":1,"a":2}"#, #"{"a":2}"#),
        ])
    func canonical(_ left: String, _ right: String) throws {
        let left = try JSONValue(parsing: left)
        let right = try JSONValue(parsing: right)
        #expect(left.canonicallyEncoded == right.canonicallyEncoded)
    }

    @Test(
        "keeps different values different",
        arguments: [
            (#"{"a":1}"#, #"{"a":"1"}"#), (#"[1,2]"#, #"[2,1]"#), (#"{"a":null}"#, "{}"),
            ("12345678901234567890", "12345678901234567891"), (#""\u00e9""#, #""e\u0301""#), ("0.1", "0.2"),
        ])
    func distinct(_ left: String, _ right: String) throws {
        let left = try JSONValue(parsing: left)
        let right = try JSONValue(parsing: right)
        #expect(left.canonicallyEncoded != right.canonicallyEncoded)
    }

    @Test("writes numbers that read back", arguments: [0, -1.5, 1e300, 5e-324, 0.1, 1.0 / 3])
    func numbers(_ value: Double) throws {
        let read = try JSONValue(parsing: JSONValue(value).encoded)
        #expect(read.doubleValue == value)
    }

    @Test("writes null for a number that JSON does not have")
    func infinity() {
        #expect(JSONValue(Double.infinity).encoded == Array("null".utf8))
    }
}

@Suite("JSON values")
struct JSONValueTests {
    @Test("the last of repeated members counts")
    func repeatedMembers() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#)["a"] == 2)
    }

    @Test(
        "integers are read exactly or not at all",
        arguments: [
            ("9223372036854775807", Int64.max), ("1.0", 1), ("1.5", nil), ("9223372036854775808", nil),
            ("1e300", nil), ("\"1\"", nil), ("true", nil),
        ] as [(String, Int64?)])
    func integers(_ text: String, _ expected: Int64?) throws {
        #expect(try JSONValue(parsing: text).integerValue == expected)
    }
}
