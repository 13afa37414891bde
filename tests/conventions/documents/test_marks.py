from conventions.documents.marks import code_mark, find_codes, new_code


def test_a_new_code_is_found_again_in_properties_and_in_addresses():
    codes = [new_code() for _ in range(200)]

    for code in codes:
        assert find_codes(f"CTG-044-2025-0007, {code_mark(code)}") == [code]
        assert find_codes(f"https://ctg.demo.example/verifier/{code}/") == [code]
    assert len(set(codes)) == 200


def test_what_only_looks_like_a_code_is_not_one():
    for text in ("7Q4M-X2KD-9PTA", "ctg-code:7Q4M-X2KD", "ctg-code:7Q4M-X2KD-9PTA-EXTRA", "ctg-code:IL0O-1111-UUUU"):
        assert find_codes(text) == []
