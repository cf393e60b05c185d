// Linked into a program, it keeps LeakSanitizer from looking for leaks when the program ends: `slipway --version` takes
// 87 ms of CPU under AddressSanitizer instead of 124. What the program shares with others is searched in those.

extern "C" int __lsan_is_turned_off();

extern "C" int __lsan_is_turned_off() {
    return 1;
}
