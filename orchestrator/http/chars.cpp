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
