#pragma once

#include <cstdint>
#include <utility>

namespace slipway::gateway {

/// Counts its LocalRefs. For what one worker shares with itself: no atomic, so that a request does not fight over a
/// cache line with the other workers. Thread: one.
class LocalCounted {
  public:
    LocalCounted() = default;
    LocalCounted(const LocalCounted&) = delete;
    LocalCounted& operator=(const LocalCounted&) = delete;
    std::uint32_t references() const { return m_references; }

  private:
    template <class T>
    friend class LocalRef;
    std::uint32_t m_references = 0;
};

template <class T>
class LocalRef {
  public:
    LocalRef() = default;
    explicit LocalRef(T* object) : m_object(object) {
        if (m_object)
            ++m_object->m_references;
    }
    LocalRef(const LocalRef& other) : LocalRef(other.m_object) {}
    LocalRef(LocalRef&& other) noexcept : m_object(std::exchange(other.m_object, nullptr)) {}
    LocalRef& operator=(LocalRef other) noexcept {
        std::swap(m_object, other.m_object);
        return *this;
    }
    ~LocalRef() {
        if (m_object && --m_object->m_references == 0)
            delete m_object;
    }

    T* get() const { return m_object; }
    T* operator->() const { return m_object; }
    T& operator*() const { return *m_object; }
    explicit operator bool() const { return m_object != nullptr; }

  private:
    T* m_object = nullptr;
};

}  // namespace slipway::gateway
