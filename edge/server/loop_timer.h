#pragma once

#include <chrono>

#include "boost/asio/basic_waitable_timer.hpp"
#include "boost/asio/io_context.hpp"

namespace lossy::edge {

// A timer of a worker's loop. The concrete executor avoids the type erasure of Asio's default one.
using LoopTimer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>;

}  // namespace lossy::edge
