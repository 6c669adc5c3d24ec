import { expect, test } from 'vitest';
import { rayUrl } from '../../../src/sweep/ray/ray-connection';

test('an address of Ray’s own form goes to the dashboard’s port', () => {
  expect(rayUrl('ray://head')).toBe('http://head:8265');
  expect(rayUrl('ray://10.1.2.3:9000')).toBe('http://10.1.2.3:9000');
  expect(rayUrl('https://proxy.example/ray/')).toBe('https://proxy.example/ray');
  expect(rayUrl('http://[::1]:8265')).toBe('http://[::1]:8265');
});

test('the port of Ray’s Python client is refused with the right one named', () => {
  expect(() => rayUrl('ray://head:10001')).toThrow(/Python client; jobs go to the dashboard's, 8265/);
});

test('what is no address is refused, and a password in it is not repeated', () => {
  expect(() => rayUrl('head:8265')).toThrow('expected an address as ray://host:8265');
  expect(() => rayUrl('ftp://user:secret@head')).toThrow(/^((?!secret).)*$/);
});
