if(SLIPWAY_SANITIZE)
  add_compile_options(-fsanitize=${SLIPWAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SLIPWAY_SANITIZE})
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/reports)
  # At fixed addresses, a program has 7,000 relocations to make when it starts and not 472,000: `slipway --version` 115 ms of CPU, not 151,
  # and a test starts dozens.
  if(SLIPWAY_SANITIZE MATCHES "address")
    add_link_options(-no-pie)
  endif()
endif()
# Empty without a sanitizer; else what tells it where to write (targets.cmake links it into each program and test).
if(SLIPWAY_SANITIZE)
  add_library(slipway_sanitizer_options OBJECT ${CMAKE_CURRENT_LIST_DIR}/sanitizer_options.cpp)
  target_compile_definitions(slipway_sanitizer_options PRIVATE SLIPWAY_SANITIZER_REPORTS="${CMAKE_BINARY_DIR}/reports"
                             SLIPWAY_SANITIZER_SUPPRESSIONS="${CMAKE_CURRENT_LIST_DIR}/tsan.supp")
  # For a command that ends at once, and that a test calls dozens of times: the search for leaks is a third of what it costs.
  add_library(slipway_without_leak_check OBJECT ${CMAKE_CURRENT_LIST_DIR}/without_leak_check.cpp)
else()
  add_library(slipway_sanitizer_options INTERFACE)
  add_library(slipway_without_leak_check INTERFACE)
endif()

# Where libFuzzer's targets are built, the libraries that a target of tests/fuzz calls tell it where an input goes. The others are compiled
# without optimisation, in two thirds of the time, and so are two of those called, which take most of it (slipway_library asks for either).
set(SLIPWAY_FUZZED "^(base|http|model|gateway_policy|manifest|composer|crypto|mediation)$")
function(slipway_fuzz_options name out)
  set(${out} "" PARENT_SCOPE)
  # Without the two checks before each use of a pointer, a sixth of the compiler's time: a null pointer ends the program as well, and the
  # code that reads bytes as numbers, in the data plane, keeps them.
  set(unoptimised -O0 -fno-sanitize=null,alignment,vptr)
  if(SLIPWAY_FUZZ AND name MATCHES "${SLIPWAY_FUZZED}")
    set(options -fsanitize=fuzzer-no-link)
    if(name MATCHES "^(manifest|composer)$")
      list(APPEND options ${unoptimised})
    endif()
    set(${out} ${options} PARENT_SCOPE)
  elseif(SLIPWAY_FUZZ)
    set(${out} ${unoptimised} PARENT_SCOPE)
  endif()
endfunction()

# mold links several times faster than bfd; GCC 12 and clang 14 accept it by name.
find_program(SLIPWAY_MOLD mold)
if(SLIPWAY_MOLD)
  add_link_options(-fuse-ld=mold)
  # Where the links of a build fill the cores anyway, one thread each: a test under AddressSanitizer 1.35 s of CPU, not 1.9.
  cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
  if(cores LESS_EQUAL 4)
    add_link_options(LINKER:--thread-count=1)
  endif()
endif()
