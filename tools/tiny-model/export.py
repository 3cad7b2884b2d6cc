"""Writes a GGUF file: export.py VOCABULARY WEIGHTS NAME OUT

Matrices as q8_0, norms as f32. The vocabulary is an SPM one whose scores are
minus the rank, so llama.cpp joins characters exactly as tokenizer.py does.
"""

import sys

import gguf
import torch

from model import Shape
from tokenizer import BYTE0, END, START, UNKNOWN, Tokenizer

TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + "
    "message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{'<|im_start|>assistant\\n'}}{% endif %}")
DESCRIPTION = ("A victim for demonstrations and tests of safety evaluation. It knows nothing, "
               "and its rates mean nothing outside them.")


def write_head(out, s, name):
    out.add_name(name)
    out.add_description(DESCRIPTION)
    out.add_license("apache-2.0")
    out.add_languages(["zh", "en"])
    out.add_context_length(s.context)
    out.add_embedding_length(s.width)
    out.add_block_count(s.layers)
    out.add_feed_forward_length(s.hidden)
    out.add_head_count(s.heads)
    out.add_head_count_kv(s.kv_heads)
    out.add_key_length(s.head)
    out.add_value_length(s.head)
    out.add_rope_dimension_count(s.head)
    out.add_rope_freq_base(s.rope)
    out.add_layer_norm_rms_eps(s.epsilon)
    out.add_vocab_size(s.vocabulary)
    out.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    out.add_quantization_version(gguf.GGML_QUANT_VERSION)


def write_vocabulary(out, pieces):
    kind = gguf.TokenType
    tokens = ["<unk>", "<|im_start|>", "<|im_end|>"] + [f"<0x{b:02X}>" for b in range(256)] + pieces
    kinds = [kind.UNKNOWN, kind.CONTROL, kind.CONTROL] + [kind.BYTE] * 256 + [kind.NORMAL] * len(pieces)
    scores = [0.0] * (BYTE0 + 256) + [-float(rank) for rank in range(len(pieces))]
    out.add_tokenizer_model("llama")
    out.add_tokenizer_pre("default")
    out.add_token_list(tokens)
    out.add_token_scores(scores)
    out.add_token_types(kinds)
    out.add_bos_token_id(START)
    out.add_eos_token_id(END)
    out.add_eot_token_id(END)
    out.add_unk_token_id(UNKNOWN)
    out.add_add_bos_token(False)
    out.add_add_eos_token(False)
    out.add_add_space_prefix(False)
    out.add_chat_template(TEMPLATE)


def main():
    vocabulary, weights, name, target = sys.argv[1:]
    with open(vocabulary, encoding="utf-8") as f:
        pieces = f.read().split("\n")[:-1]
    out = gguf.GGUFWriter(target, "llama")
    write_head(out, Shape(Tokenizer(pieces).size), name)
    write_vocabulary(out, pieces)
    for key, value in torch.load(weights).items():
        value = value.numpy()
        if value.ndim == 1:
            out.add_tensor(key, value)
            continue
        q8 = gguf.GGMLQuantizationType.Q8_0
        out.add_tensor(key, gguf.quantize(value, q8), raw_dtype=q8)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


if __name__ == "__main__":
    main()
