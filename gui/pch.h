#pragma once

// Precompiled for every library of the window: what most of its sources read first.
#include <QAbstractButton>
#include <QHBoxLayout>
#include <QLabel>
#include <QObject>
#include <QPainter>
#include <QPushButton>
#include <QString>
#include <QTimer>
#include <QWidget>
#include <algorithm>
#include <functional>
#include <memory>
#include <vector>
