# The few ways in which targets are made here, so that every folder's CMakeLists.txt is a list and nothing else.

# slipway_library(NAME [ROOT DIR] SOURCES f.cpp f.h... [LINK lib...] [PRIVATE lib...])
# Makes slipway_NAME. ROOT is the folder that #include "..." starts from (default: orchestrator/).
function(slipway_library name)
  cmake_parse_arguments(A "" "ROOT" "SOURCES;LINK;PRIVATE" ${ARGN})
  if(NOT A_ROOT)
    set(A_ROOT ${PROJECT_SOURCE_DIR}/orchestrator)
  endif()
  add_library(slipway_${name} STATIC ${A_SOURCES})
  target_include_directories(slipway_${name} PUBLIC ${A_ROOT})
  target_link_libraries(slipway_${name} PUBLIC ${A_LINK} PRIVATE slipway_warnings ${A_PRIVATE})
endfunction()

# slipway_program(BINARY SOURCES main.cpp [LINK lib...])  ->  build/PRESET/bin/BINARY
function(slipway_program binary)
  cmake_parse_arguments(A "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${binary} ${A_SOURCES})
  target_link_libraries(${binary} PRIVATE slipway_warnings ${A_LINK})
  set_target_properties(${binary} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# slipway_test(NAME LABEL unit|sim|integration|gui|fuzz-replay SOURCES f.cpp [LINK lib...] [TIMEOUT s] [SERIAL])
# A QtTest program (QTEST_GUILESS_MAIN, or QTEST_MAIN with LABEL gui). NAME as in http_parser_test.
function(slipway_test name)
  cmake_parse_arguments(A "SERIAL" "LABEL;TIMEOUT" "SOURCES;LINK" ${ARGN})
  if(NOT SLIPWAY_TESTS)
    return()
  endif()
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 120)
  endif()
  add_executable(${name} ${A_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE slipway_warnings ${A_LINK} Qt6::Test)
  add_test(NAME ${name} COMMAND ${name})
  set(env "SLIPWAY_LIBEXEC=${CMAKE_BINARY_DIR}/bin" "QT_QPA_PLATFORM=offscreen" "SLIPWAY_SOURCE_DIR=${PROJECT_SOURCE_DIR}"
          "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=${PROJECT_SOURCE_DIR}/cmake/tsan.supp" "UBSAN_OPTIONS=print_stacktrace=1")
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
