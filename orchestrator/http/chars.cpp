#include "http/chars.h"

#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace slipway::http {
namespace {

template <CharClass kClass>
const char* findEndPlain(const char* from, const char* end) {
    while (from != end && isClass(*from, kClass))
        ++from;
    return from;
}

}  // namespace

#if defined(__SSE2__)  // part of the x86-64 baseline; AVX2 was measured to be no better on heads of ordinary size

const char* findValueEnd(const char* from, const char* end) {
    const __m128i firstPrintable = _mm_set1_epi8(0x20);
    const __m128i tab = _mm_set1_epi8('\t');
    const __m128i del = _mm_set1_epi8(0x7F);
    for (; end - from >= 16; from += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
        const __m128i printable = _mm_cmpeq_epi8(_mm_max_epu8(bytes, firstPrintable), bytes);
        const __m128i good =
            _mm_andnot_si128(_mm_cmpeq_epi8(bytes, del), _mm_or_si128(printable, _mm_cmpeq_epi8(bytes, tab)));
        const unsigned bad = static_cast<unsigned>(_mm_movemask_epi8(good)) ^ 0xFFFFu;
        if (bad != 0)
            return from + std::countr_zero(bad);
    }
    return findEndPlain<kValue>(from, end);
}

const char* findTokenEnd(const char* from, const char* end) {
    // Letters, digits and '-' are what names are made of, and what ranges can tell; the table takes over at the first
    // byte that is none.
    const __m128i lowerA = _mm_set1_epi8('a');
    const __m128i letters = _mm_set1_epi8(25);
    const __m128i zero = _mm_set1_epi8('0');
    const __m128i digits = _mm_set1_epi8(9);
    const __m128i dash = _mm_set1_epi8('-');
    const __m128i caseBit = _mm_set1_epi8(0x20);
    while (end - from >= 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
        const __m128i letter = _mm_sub_epi8(_mm_or_si128(bytes, caseBit), lowerA);
        const __m128i digit = _mm_sub_epi8(bytes, zero);
        const __m128i alphanumeric = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(letter, letters), letter),
                                                  _mm_cmpeq_epi8(_mm_min_epu8(digit, digits), digit));
        const unsigned other =
            static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(alphanumeric, _mm_cmpeq_epi8(bytes, dash)))) ^ 0xFFFFu;
        if (other == 0) {
            from += 16;
            continue;
        }
        from += std::countr_zero(other);
        if (!isClass(*from, kToken))
            return from;
        ++from;
    }
    return findEndPlain<kToken>(from, end);
}

const char* findTargetEnd(const char* from, const char* end) {
    const __m128i firstVisible = _mm_set1_epi8(0x21);
    const __m128i hash = _mm_set1_epi8('#');
    const __m128i del = _mm_set1_epi8(0x7F);
    for (; end - from >= 16; from += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
        const __m128i visible = _mm_cmpeq_epi8(_mm_max_epu8(bytes, firstVisible), bytes);
        const __m128i banned = _mm_or_si128(_mm_cmpeq_epi8(bytes, del), _mm_cmpeq_epi8(bytes, hash));
        const unsigned bad = static_cast<unsigned>(_mm_movemask_epi8(_mm_andnot_si128(banned, visible))) ^ 0xFFFFu;
        if (bad != 0)
            return from + std::countr_zero(bad);
    }
    return findEndPlain<kTarget>(from, end);
}

#else

const char* findValueEnd(const char* from, const char* end) {
    return findEndPlain<kValue>(from, end);
}
const char* findTargetEnd(const char* from, const char* end) {
    return findEndPlain<kTarget>(from, end);
}

#endif

}  // namespace slipway::http
