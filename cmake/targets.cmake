# The few ways in which targets are made here, so that every folder's CMakeLists.txt is a list and nothing else.

# slipway_precompiled(NAME LINK lib... HEADERS <h>... [OPTIONS -f...])
# Makes NAME, which compiles these headers once; `target_precompile_headers(x REUSE_FROM NAME)` in any target with the same definitions of
# macros that the headers ask for. Parsing <QtTest> takes 5 s a file under the sanitizers and <nlohmann/json.hpp> 2 s, of 7 to 10 s in all.
function(slipway_precompiled name)
  cmake_parse_arguments(A "" "" "LINK;HEADERS;OPTIONS" ${ARGN})
  if(TARGET ${name})
    return()
  endif()
  file(WRITE ${CMAKE_BINARY_DIR}/${name}.cpp "// Empty: the target exists for its precompiled headers.\n")
  add_library(${name} STATIC ${CMAKE_BINARY_DIR}/${name}.cpp)
  set_target_properties(${name} PROPERTIES AUTOMOC OFF)
  target_link_libraries(${name} PRIVATE slipway_warnings ${A_LINK})
  target_compile_options(${name} PRIVATE ${A_OPTIONS})
  target_precompile_headers(${name} PRIVATE ${A_HEADERS})
endfunction()

# slipway_library(NAME [ROOT DIR] [JSON] SOURCES f.cpp f.h... [LINK lib...] [PRIVATE lib...])
# Makes slipway_NAME. ROOT is the folder that #include "..." starts from (default: orchestrator/). JSON: most of its files include nlohmann's header.
function(slipway_library name)
  cmake_parse_arguments(A "JSON" "ROOT" "SOURCES;LINK;PRIVATE" ${ARGN})
  if(NOT A_ROOT)
    set(A_ROOT ${PROJECT_SOURCE_DIR}/orchestrator)
  endif()
  add_library(slipway_${name} STATIC ${A_SOURCES})
  target_include_directories(slipway_${name} PUBLIC ${A_ROOT})
  target_link_libraries(slipway_${name} PUBLIC ${A_LINK} PRIVATE slipway_warnings ${A_PRIVATE})
  if(SLIPWAY_UNITY)
    set_target_properties(slipway_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # what is local to one file is not: GCC sees a file that includes it
      target_compile_options(slipway_${name} PRIVATE -Wno-subobject-linkage)
    endif()
  endif()
  # GCC 12 warns of overruns that are none (array-bounds, at -O2) in what follows a precompiled <string>, and gains least from one.
  if(A_JSON AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    slipway_precompiled(slipway_json_headers LINK nlohmann_json::nlohmann_json
      HEADERS <nlohmann/json.hpp> <chrono> <functional> <map> <memory> <optional> <string> <string_view> <variant> <vector>)
    target_precompile_headers(slipway_${name} REUSE_FROM slipway_json_headers)
  endif()
endfunction()

# slipway_program(BINARY SOURCES main.cpp [LINK lib...])  ->  build/PRESET/bin/BINARY
function(slipway_program binary)
  cmake_parse_arguments(A "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${binary} ${A_SOURCES})
  target_link_libraries(${binary} PRIVATE slipway_warnings slipway_sanitizer_options ${A_LINK})
  set_target_properties(${binary} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# What is tested as users get it: the programs, and the window. The others are of libraries, and tell most under the sanitizers.
add_custom_target(program_tests)

# slipway_test(NAME LABEL unit|sim|integration|gui|fuzz-replay SOURCES f.cpp [LINK lib...] [TIMEOUT s] [SERIAL] [NETWORK])
# A QtTest program (QTEST_GUILESS_MAIN, or QTEST_MAIN with LABEL gui). NAME as in http_parser_test. NETWORK: it links Qt6::Network, with
# which <QtTest> reads as something else, so that it can't share the precompiled one.
function(slipway_test name)
  cmake_parse_arguments(A "SERIAL;NETWORK" "LABEL;TIMEOUT" "SOURCES;LINK" ${ARGN})
  if(NOT SLIPWAY_TESTS)
    return()
  endif()
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 120)
  endif()
  add_executable(${name} ${A_SOURCES})
  # moc by hand: AUTOMOC costs a scan, a dozen processes and an empty file to compile, some 3 s a test program.
  foreach(source ${A_SOURCES})
    get_filename_component(stem ${source} NAME_WE)
    file(STRINGS ${source} includes_moc REGEX "^#include \"${stem}\\.moc\"")
    if(includes_moc)
      set(moc ${CMAKE_CURRENT_BINARY_DIR}/${name}_moc/${stem}.moc)
      add_custom_command(OUTPUT ${moc} COMMAND Qt6::moc ${CMAKE_CURRENT_SOURCE_DIR}/${source} -o ${moc} DEPENDS ${source} VERBATIM)
      target_sources(${name} PRIVATE ${moc})
      target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${name}_moc)
    endif()
  endforeach()
  set_target_properties(${name} PROPERTIES AUTOMOC OFF RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE slipway_warnings slipway_sanitizer_options ${A_LINK} Qt6::Test)
  # What a test says itself is compiled once and runs once; the libraries under it stay as users get them.
  set(unoptimised -O0)
  target_compile_options(${name} PRIVATE ${unoptimised})
  if(A_LABEL STREQUAL "gui" AND NOT A_NETWORK)
    slipway_precompiled(slipway_gui_test_headers OPTIONS ${unoptimised} LINK Qt6::Widgets Qt6::Test HEADERS <QtTest> <QtWidgets>)
    target_precompile_headers(${name} REUSE_FROM slipway_gui_test_headers)
  elseif(NOT A_NETWORK)
    slipway_precompiled(slipway_test_headers OPTIONS ${unoptimised} LINK Qt6::Test nlohmann_json::nlohmann_json
      HEADERS <QtTest> <QTemporaryDir> <nlohmann/json.hpp>)
    target_precompile_headers(${name} REUSE_FROM slipway_test_headers)
  endif()
  if(A_LABEL STREQUAL "gui" OR A_LABEL STREQUAL "integration")
    add_dependencies(program_tests ${name})
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set(env "SLIPWAY_LIBEXEC=${CMAKE_BINARY_DIR}/bin" "QT_QPA_PLATFORM=offscreen" "SLIPWAY_SOURCE_DIR=${PROJECT_SOURCE_DIR}")
  set_tests_properties(${name} PROPERTIES LABELS ${A_LABEL} TIMEOUT ${A_TIMEOUT} ENVIRONMENT "${env}")
  if(A_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
  endif()
endfunction()

# slipway_parts(DIR...): adds each folder that has a CMakeLists.txt.
function(slipway_parts)
  foreach(part ${ARGN})
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${part}/CMakeLists.txt)
      add_subdirectory(${part})
    endif()
  endforeach()
endfunction()
