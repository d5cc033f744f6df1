package org.apache.spark.streaming.flume.sink;

import java.util.concurrent.atomic.AtomicInteger;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InvalidAttributeValueException;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanRegistration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.apache.flume.sink.AbstractSink;

/**
 * A sink that is also the bean which JMX shows of it. JMX knows it by its name alone, {@code
 * org.apache.flume.sink:type=NAME}, and a second agent's sink of that name takes its place there;
 * whoever has the sink itself can ask it, or register it under another name.
 */
abstract class ManagedSink extends AbstractSink implements DynamicMBean, MBeanRegistration {

  private final AtomicInteger names = new AtomicInteger();

  /** Whether somebody has registered the sink under a name. */
  final boolean isRegistered() {
    return names.get() > 0;
  }

  @Override
  public final ObjectName preRegister(MBeanServer server, ObjectName name) {
    return name;
  }

  @Override
  public final void postRegister(Boolean done) {
    if (done) {
      names.incrementAndGet();
    }
  }

  @Override
  public final void preDeregister() {}

  @Override
  public final void postDeregister() {
    names.decrementAndGet();
  }

  /** What JMX shows. */
  abstract DynamicMBean bean();

  @Override
  public Object getAttribute(String attribute)
      throws AttributeNotFoundException, MBeanException, ReflectionException {
    return bean().getAttribute(attribute);
  }

  @Override
  public void setAttribute(Attribute attribute)
      throws AttributeNotFoundException,
          InvalidAttributeValueException,
          MBeanException,
          ReflectionException {
    bean().setAttribute(attribute);
  }

  @Override
  public AttributeList getAttributes(String[] attributes) {
    return bean().getAttributes(attributes);
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return bean().setAttributes(attributes);
  }

  @Override
  public Object invoke(String operation, Object[] parameters, String[] signature)
      throws MBeanException, ReflectionException {
    return bean().invoke(operation, parameters, signature);
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    return bean().getMBeanInfo();
  }
}
