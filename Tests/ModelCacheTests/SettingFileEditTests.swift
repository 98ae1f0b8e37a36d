import Foundation
import ModelCache
import TestSupport
import Testing

@Suite("Changing one setting in a file")
struct SettingFileEditTests {
    let folder = TemporaryFolder()

    private func edit(_ text: String?, to value: String = "minilm") throws -> SettingFileEdit {
        let path = folder.path + "/modelcache.yaml"
        if let text { try Data(text.utf8).write(to: URL(filePath: path)) }
        return try SettingFileEdit(settingIn: path, key: "embedding.model", to: value)
    }

    @Test("makes a file that is not there")
    func absent() throws {
        #expect(try edit(nil) == .write("embedding:\n  model: minilm\n"))
    }

    @Test(
        "replaces the value on its line, and keeps everything else",
        arguments: [
            ("embedding:\n  model: e5-small\n", "embedding:\n  model: minilm\n"),
            ("embedding:\n  model: \"a b\"   # why\n  queue: 1", "embedding:\n  model: minilm # why\n  queue: 1"),
            (
                "# top\nother: {}\nembedding:\n\n    model:   x\ncache:\n  mode: exact\n",
                "# top\nother: {}\nembedding:\n\n    model: minilm\ncache:\n  mode: exact\n"
            ),
        ])
    func present(_ text: String, _ expected: String) throws {
        #expect(try edit(text) == .write(expected))
    }

    @Test(
        "adds the line where it is missing, and keeps everything else",
        arguments: [
            ("", "embedding:\n  model: minilm\n"),
            ("# only words", "# only words\nembedding:\n  model: minilm\n"),
            ("cache: {mode: exact}\n", "cache: {mode: exact}\nembedding:\n  model: minilm\n"),
            ("embedding:\n    queue: 1 # why\n", "embedding:\n    model: minilm\n    queue: 1 # why\n"),
            ("embedding: # what\ncache:\n  mode: exact", "embedding: # what\n  model: minilm\ncache:\n  mode: exact"),
            ("embedding:\n\n  # later\n  queue: 1\n", "embedding:\n  model: minilm\n\n  # later\n  queue: 1\n"),
        ])
    func missing(_ text: String, _ expected: String) throws {
        #expect(try edit(text) == .write(expected))
    }

    @Test(
        "leaves a file alone that it might break",
        arguments: [
            "embedding: {model: e5-small}\n", "embedding: {queue: 1}\n", "embedding:\n  model:\n",
            "{cache: {mode: exact}}\n", "embedding:\n  model: 'two\n    lines'\n",
            "embedding:\n  model: |\n    block\n",
            "embedding:\n  ? model\n  : x\n",
        ])
    func unsafe(_ text: String) throws {
        #expect(try edit(text) == .advise("embedding:\n  model: minilm\n"))
    }

    @Test("does not write a name that YAML reads as nothing")
    func null() throws {
        #expect(try edit(nil, to: "null") == .advise("embedding:\n  model: null\n"))
    }

    @Test("refuses what is no YAML")
    func broken() {
        #expect(throws: ConfigurationError.self) { try edit("embedding: [") }
    }
}
